/** The result as one table of plain text, at most 110 columns wide. */
import { borderlessTable, type Column } from '../../support/borderless-table.ts';
import { median } from '../../support/paired-runs.ts';
import { isMet, type Reached } from '../row.ts';
import type { AimReached } from './aims.ts';
import type { Result } from './bench.ts';
import { compared, type Entry } from './contest.ts';
import { OURS } from './contestants.ts';

const COLUMNS: readonly Column[] = [29, 10, 9, 8, 9, 10, 9, 9, 9].map((width, column) => ({
  width,
  align: column === 0 ? 'left' : 'right',
}));
const HEAD = ['', 'time', 'CPU', 'peak', 'server', 'received', 'requests', 'connec-', 'time'];
const UNITS = ['', 'ms', 'ms', 'MB', 'CPU ms', 'MB', '', 'tions', '× ours'];

/** Every measurement, and every aim beside what was reached. */
export function clusterTable(results: readonly Result[], aims: readonly AimReached[]): string {
  const measured = results.map((result) => {
    const rows = result.entries.map((entry) => rowOf(entry, result.entries));
    return `\n${titleOf(result)}\n${borderlessTable(COLUMNS, [HEAD, UNITS, ...rows])}\n`;
  });
  return `${measured.join('')}\nAims (medians of the ratios round by round; in brackets the least and the most)\n${aimsText(aims)}`;
}

const AIM_COLUMNS: readonly Column[] = [{ width: 59 }, { width: 49 }];

function aimsText(aims: readonly AimReached[]): string {
  if (aims.length === 0) return '';
  const table = borderlessTable(
    AIM_COLUMNS,
    aims.map(({ what, reached }) => [`  ${what}`, reachedText(reached)]),
  );
  return `${table}\n`;
}

function titleOf({ task, size, users, bytesEach, entries }: Result): string {
  const all = `${size.toLocaleString('en')} Deployments of ${number(bytesEach / 1000, 1)} KB`;
  const rounds = `${entries[0]?.runs.length ?? 0} rounds`;
  return task === 'scan'
    ? `List and decide: ${all}, ${users} use the image (${rounds})`
    : `Event to last patch: ${users} of ${all} (${rounds})`;
}

function rowOf({ name, runs, traffic }: Entry, entries: readonly Entry[]): string[] {
  const times = compared(entries, [OURS, name], (ours, other) => other.wall / ours.wall);
  const of = (key: 'peak' | 'processor' | 'server' | 'wall') =>
    number(median(runs.map((run) => run[key])), 0);
  return [
    `  ${name}`,
    of('wall'),
    of('processor'),
    of('peak'),
    of('server'),
    number(traffic.received / 1e6, 1),
    number(traffic.requests, 0),
    number(traffic.connections, 0),
    number(times.amount, 2),
  ];
}

/** `1.53 × (1.40 … 1.72), aim ≤ 1.6 ×, met`. */
export function reachedText({ amount, unit, difference = false, range, aim }: Reached): string {
  const digits = unit === '×' ? 2 : unit === 'MB' ? 1 : 0;
  const suffix = unit === 'connections' ? '' : ` ${unit}`;
  const sign = difference && amount >= 0 ? '+' : '';
  const spread = range === undefined ? '' : ` (${range.map((end) => number(end, digits)).join(' … ')})`;
  const reached = `${sign}${number(amount, digits)}${suffix}${spread}`;
  if (aim === undefined) return reached;
  const bound = aim.bound === 'at least' ? '≥' : '≤';
  return `${reached}, aim ${bound} ${aim.amount}${suffix}, ${isMet(amount, aim) ? 'met' : 'missed'}`;
}

function number(amount: number, digits: number): string {
  return amount.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
