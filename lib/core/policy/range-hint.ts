/** Hints for range syntaxes that npm does not have. */

/** The npm syntax for a range of other libraries; undefined if it is unknown. */
export function rangeHint(written: string): string | undefined {
  if (written.includes('!=')) return 'npm ranges have no `!=`: use both sides, such as `<1.5.0 || >1.5.0`';
  if (written.includes(',')) return 'npm ranges use a space instead of a comma, such as `>=1.0 <2.0`';
  return undefined;
}
