/** Room in a document that must not become too large. */

/**
 * Takes of each list as many rows, from its first on, as there is room left for in `bytes` of compact JSON. Where one
 * did not fit, none after it does: what was left out is the end of what was offered.
 */
export type SizeBudget = <T>(rows: readonly T[]) => T[];

/** As much room as `bytes`, for all lists together. */
export function sizeBudget(bytes: number): SizeBudget {
  let left = bytes;
  return (rows) => {
    const end = rows.findIndex((row) => {
      if (left >= 0) left -= jsonBytes(row);
      return left < 0;
    });
    return end < 0 ? [...rows] : rows.slice(0, end);
  };
}

// With the comma behind it.
function jsonBytes(row: unknown): number {
  return Buffer.byteLength(JSON.stringify(row)) + 1;
}
