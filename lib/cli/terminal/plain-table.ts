/** Tables without borders: columns are separated by two spaces, so that a row can be copied, cut and searched. */
import stringWidth from 'string-width';

const BETWEEN = '  ';

/** A table with a header, indented by `margin` spaces, without trailing spaces. */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  margin: number,
): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) =>
    all.reduce((width, row) => Math.max(width, stringWidth(row[column] ?? '')), 0),
  );
  return all
    .map((row) => widths.map((width, column) => padTo(width, row[column] ?? '')).join(BETWEEN))
    .map((line) => `${' '.repeat(margin)}${line}`.trimEnd())
    .join('\n');
}

/** By the columns that a terminal needs for it: none for escape sequences, two for 本. */
function padTo(width: number, text: string): string {
  return text + ' '.repeat(width - stringWidth(text));
}
