/** Tables of plain text without lines around their cells, for what is printed on a terminal. */
import { getBorderCharacters, table } from 'table';

export interface Column {
  /** With the space after it. */
  readonly width: number;
  readonly align?: 'left' | 'right';
}

/** Its text, wrapped at spaces to the widths of its columns; no space ends a line, no line break the text. */
export function borderlessTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const text = table(
    rows.map((row) => columns.map((_, column) => row[column] ?? '')),
    {
      border: getBorderCharacters('void'),
      columnDefault: { paddingLeft: 0, paddingRight: 1, wrapWord: true },
      columns: columns.map(({ width, align = 'left' }) => ({ width: width - 1, alignment: align })),
      drawHorizontalLine: () => false,
    },
  );
  return text.replaceAll(/ +$/gm, '').trimEnd();
}
