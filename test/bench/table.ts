/** The result as tables of plain text, at most 100 columns wide. */
import { borderlessTable, type Column } from '../support/borderless-table.ts';
import { isMet, type Reached, type Section, type Unit } from './row.ts';

const COLUMNS: readonly Column[] = [
  { width: 27 },
  { width: 12, align: 'right' },
  { width: 12, align: 'right' },
  { width: 49 },
];

/** All sections, one below the other. */
export function benchTable(sections: readonly Section[]): string {
  return sections.map((section) => `${section.title}\n${rowsOf(section)}\n`).join('\n');
}

function rowsOf({ columns, rows }: Section): string {
  const cells = rows.map(({ what, unit, values, reached }) => [
    `  ${what}`,
    ...values.map((value) => quantity(value, unit)),
    reached === undefined ? '' : reachedText(reached),
  ]);
  return borderlessTable(COLUMNS, [['', ...columns, ''], ...cells]);
}

/** `reached 4.9 × (4.4 … 5.2), aim ≥ 3 ×, met`. */
export function reachedText({ amount, unit, difference = false, range, aim, broken }: Reached): string {
  const sign = difference && amount >= 0 ? '+' : '';
  const spread = range === undefined ? '' : ` (${range.map((end) => number(end, unit)).join(' … ')})`;
  const reached = `reached ${sign}${quantity(amount, unit)}${spread}`;
  const because = broken === undefined ? '' : `: ${broken}`;
  if (aim === undefined) return `${reached}${because}`;
  const bound = aim.bound === 'at least' ? '≥' : '≤';
  const limit = `${difference ? '+' : ''}${aim.amount} ${unit}`;
  return `${reached}, aim ${bound} ${limit}, ${isMet(amount, aim) && broken === undefined ? 'met' : 'missed'}${because}`;
}

function quantity(amount: number, unit: Unit): string {
  return unit === 'connections' ? number(amount, unit) : `${number(amount, unit)} ${unit}`;
}

/** Only as exact as the measurement is. */
function number(amount: number, unit: Unit): string {
  const digits = unit === '×' ? 1 : 0;
  return amount.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
