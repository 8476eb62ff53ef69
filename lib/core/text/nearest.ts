/** The name that was probably meant. */
import { distance } from 'fastest-levenshtein';

/**
 * Of the known names the one that is the most alike, whether in capitals or not; undefined where none is: up to a third of
 * its characters, rounded up, may differ.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  return known
    .map((each) => ({ each, edits: distance(each.toLowerCase(), name.toLowerCase()) }))
    .filter(({ each, edits }) => edits <= Math.ceil(each.length / 3))
    .toSorted((a, b) => a.edits - b.edits)
    .at(0)?.each;
}
