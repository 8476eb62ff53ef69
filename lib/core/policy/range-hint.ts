/** What other range syntaxes have, and npm's has not. */

/** What to write in npm's syntax for a range that other libraries read; undefined where nothing is known of it. */
export function rangeHint(written: string): string | undefined {
  if (written.includes('!=')) return 'npm ranges have no `!=`: write both sides, such as `<1.5.0 || >1.5.0`';
  if (written.includes(',')) return 'npm ranges have a space in the place of the comma, such as `>=1.0 <2.0`';
  return undefined;
}
