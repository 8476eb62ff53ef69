/** Texts in documents. */
import { longestPrintable, printable } from '../core/text/printable.ts';

// The same limit as in log lines: texts of the updater are much shorter.
const LIMIT = 1024;

/** The maximum length of an excerpt, including escapes of unprintable characters. */
export const MAX_EXCERPT = longestPrintable(LIMIT);

/** The text, printable and truncated. */
export function printableExcerpt(text: string): string {
  return printable(text, LIMIT);
}
