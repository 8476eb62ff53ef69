/** What test files hold: titles, rows of tables and assertions, by their source text, so that no test has to run. */

export interface Inventory {
  /** `describe 'a title'`, `it 'a title'`, with how often each occurs. A title that is computed stands as it is written. */
  readonly titles: ReadonlyMap<string, number>;
  /** Texts that begin a row of a table, which become titles. */
  readonly rows: ReadonlyMap<string, number>;
  readonly assertions: number;
}

const TEXT = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|` + '`(?:[^`\\\\]|\\\\.)*`';
const TITLE = new RegExp(String.raw`(?<![\w.])(describe|it)(?:\.\w+)?\(\s*(${TEXT}|[\w.]+)`, 'g');
const ROW = new RegExp(String.raw`\[\s*(${TEXT}),`, 'g');
const ASSERTION = /(?<![\w.])assert(?:\.\w+)*\(/g;

export function readInventory(texts: readonly string[]): Inventory {
  return {
    titles: count(
      texts.flatMap((text) => [...text.matchAll(TITLE)].map(([, call, title]) => `${call} ${title}`)),
    ),
    rows: count(texts.flatMap((text) => [...text.matchAll(ROW)].flatMap(([, title]) => title ?? []))),
    assertions: texts.reduce((sum, text) => sum + [...text.matchAll(ASSERTION)].length, 0),
  };
}

function count(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** Texts that occur less often than before, each as often as it is gone; the line break of a long one is a space. */
export function gone(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): readonly string[] {
  return [...before].flatMap(([text, times]) =>
    Array.from({ length: Math.max(times - (after.get(text) ?? 0), 0) }, () => text.replaceAll(/\s+/g, ' ')),
  );
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, times) => sum + times, 0);
}

/** Counts of both, and what is gone. */
export function comparison(before: Inventory, after: Inventory): string {
  const line = (what: string, was: number, is: number) =>
    `${what.padEnd(11)}${String(was).padStart(7)} → ${String(is).padStart(7)}  ${is < was ? `${was - is} fewer` : ''}`.trimEnd();
  const goneTitles = gone(before.titles, after.titles);
  const goneRows = gone(before.rows, after.rows);
  return [
    line('titles', total(before.titles), total(after.titles)),
    line('rows', total(before.rows), total(after.rows)),
    line('assertions', before.assertions, after.assertions),
    ...(goneTitles.length === 0
      ? []
      : ['', 'Titles that are gone:', ...goneTitles.map((title) => `  ${title}`)]),
    ...(goneRows.length === 0 ? [] : ['', 'Rows that are gone:', ...goneRows.map((row) => `  ${row}`)]),
    '',
  ].join('\n');
}
