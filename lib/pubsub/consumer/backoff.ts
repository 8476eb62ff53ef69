/** The delay before a failed message is nacked, if its subscription has no retry policy. */

const FIRST_MS = 10_000;
const LONGEST_MS = 300_000;

/** The delay after a number of failures, in milliseconds: 10 s, 20 s, 40 s, … up to 300 s. */
export function backoffMs(failures: number): number {
  return Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);
}
