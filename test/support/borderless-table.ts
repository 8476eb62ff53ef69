/** Tables of plain text without lines around their cells, for what is printed on a terminal. */
import type Table from 'cli-table3';

// cli-table3 draws lines between the cells unless each of their parts is told to be empty.
const LINES = ['top', 'bottom', 'left', 'right', 'mid'].flatMap((line) =>
  ['', '-mid', '-left', '-right'].map((part) => `${line}${part}`),
);

/** Options of such a table. */
export const BORDERLESS = {
  chars: Object.fromEntries([...LINES, 'middle'].map((name) => [name, ''])),
  style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
};

/** Its text; no space ends a line. */
export function tableText(table: Table.Table): string {
  return table.toString().replaceAll(/ +$/gm, '');
}
