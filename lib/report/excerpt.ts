/** Texts as documents have them. */
import { longestPrintable, printable } from '../core/text/printable.ts';

// As log lines have it: a text of the updater is far shorter.
const LIMIT = 1024;

/** The most characters of an excerpt, with those that stand for unprintable ones. */
export const MAX_EXCERPT = longestPrintable(LIMIT);

/** The text, printable, and not longer than it has to be. */
export function printableExcerpt(text: string): string {
  return printable(text, LIMIT);
}
