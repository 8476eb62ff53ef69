/** What the bench prints: sections of rows, each with what was reached beside what was aimed at. */
import { median, medians, type Pair } from '../support/paired-runs.ts';

export type Unit = 'ms' | 'MB' | '×' | 'connections';

/** A bound that was set before anything was measured. */
export interface Aim {
  readonly bound: 'at least' | 'at most';
  readonly amount: number;
}

export interface Reached {
  readonly amount: number;
  readonly unit: Unit;
  /** How much more than the other, where it is no ratio. */
  readonly difference?: boolean;
  /** The smallest and the largest of the pairs, where there are pairs. */
  readonly range?: readonly [number, number];
  /** Missing where none was set: then the number is there to be seen. */
  readonly aim?: Aim;
  /** What went wrong meanwhile: the aim is missed then, whatever the amount. */
  readonly broken?: string;
}

export interface Row {
  readonly what: string;
  readonly unit: Unit;
  /** Of each of the section's two columns. */
  readonly values: readonly [number, number];
  readonly reached?: Reached;
}

export interface Section {
  readonly title: string;
  readonly columns: readonly [string, string];
  readonly rows: readonly Row[];
}

/** A row of medians, with the median of what `compare` makes of each pair. */
export function pairedRow(
  row: Pick<Row, 'what' | 'unit'>,
  pairs: readonly Pair<number>[],
  compare: (pair: Pair<number>) => number,
  reached: Omit<Reached, 'amount' | 'range'>,
): Row {
  const compared = pairs.map(compare);
  const range = [Math.min(...compared), Math.max(...compared)] as const;
  return { ...row, values: medians(pairs), reached: { ...reached, amount: median(compared), range } };
}

/** Whether the aim is met. */
export function isMet(amount: number, { bound, amount: limit }: Aim): boolean {
  return bound === 'at least' ? amount >= limit : amount <= limit;
}
