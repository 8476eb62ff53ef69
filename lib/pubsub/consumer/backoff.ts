/** How long a message that failed is held before it is given back, where its subscription does not back off itself. */

const FIRST_MS = 10_000;
const LONGEST_MS = 300_000;

/** Milliseconds after so many failures: 10 s, 20 s, 40 s, … and 300 s at most. */
export function backoffMs(failures: number): number {
  return Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);
}
