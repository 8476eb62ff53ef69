/** Tables without borders: columns are separated by two spaces, so that a row can be copied, cut and searched. */
import Table from 'cli-table3';

/** A table with a header, indented by `margin` spaces, without trailing spaces. */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  margin: number,
): string {
  const table = new Table({
    head: [...head],
    chars: PLAIN,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => `${' '.repeat(margin)}${line}`.trimEnd())
    .join('\n');
}

const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
