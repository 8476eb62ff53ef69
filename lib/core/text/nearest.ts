/** Finds the name that was probably meant. */
import { distance } from 'fastest-levenshtein';

/**
 * The most similar known name, ignoring case; undefined if none is similar: up to a third of its characters, rounded up, may
 * differ.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  return known
    .map((each) => ({ each, edits: distance(each.toLowerCase(), name.toLowerCase()) }))
    .filter(({ each, edits }) => edits <= Math.ceil(each.length / 3))
    .toSorted((a, b) => a.edits - b.edits)
    .at(0)?.each;
}
