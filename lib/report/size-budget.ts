/** Limits the size of a document. */

/**
 * Keeps the first rows of each list within `bytes` of compact JSON. After a row that does not fit, no further row is kept.
 */
export type SizeBudget = <T>(rows: readonly T[]) => T[];

/** A budget of `bytes` for all lists together. */
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

// Including the comma.
function jsonBytes(row: unknown): number {
  return Buffer.byteLength(JSON.stringify(row)) + 1;
}
