/** Counts skips by reason, and keeps only the rows that the report shows. */
import { REASONS, type SkipReason } from '../errors/reason.ts';
import { FirstRows } from './first-rows.ts';
import type { RowMemory } from './row-memory.ts';
import type { SkipCount, Skipped } from './skipped.ts';

/** The default number of containers that are named for each reason; `Infinity` for all. */
export const EXAMPLES = 10;

const ORDER = Object.keys(REASONS);

interface Counted {
  count: number;
  readonly examples: FirstRows<Skipped>;
  readonly rows: Skipped[];
}

export class SkipTally {
  readonly #most: number;
  readonly #memory: RowMemory | undefined;
  readonly #byReason = new Map<SkipReason, Counted>();

  /**
   * `examples` is the number of containers that are kept for each reason: those with the lowest places; with the same place the
   * first. With a memory, all of them are also kept as rows for the log, in their order, within the memory limit.
   */
  constructor(examples = EXAMPLES, memory?: RowMemory) {
    this.#most = examples;
    this.#memory = memory;
  }

  /** `place` is their place in the order, because patches end in any order. */
  add(all: Iterable<Skipped>, place = 0): void {
    for (const skipped of all) this.#note(skipped, place);
  }

  /** Adds the counts of a tally with the same memory, whose rows have reserved their memory already. */
  merge(counts: readonly SkipCount[]): void {
    for (const { reason, count, examples, rows } of counts) {
      const counted = this.#of(reason);
      counted.count += count;
      for (const skipped of examples) counted.examples.add(skipped);
      for (const skipped of rows ?? this.#kept(examples)) counted.rows.push(skipped);
    }
  }

  /** Adds the counts of a tally with another memory: its rows are kept within the limit of this one. */
  adopt(counts: readonly SkipCount[]): void {
    this.merge(counts.map(({ rows, ...count }) => ({ ...count, rows: this.#kept(rows ?? count.examples) })));
  }

  /** Releases the memory of its rows: they are not used. */
  drop(): void {
    for (const { rows } of this.#byReason.values()) this.#memory?.giveBack(rows);
    this.#byReason.clear();
  }

  /** In the order of the closed list. */
  counts(): SkipCount[] {
    return [...this.#byReason]
      .map(([reason, { count, examples, rows }]) => ({
        reason,
        count,
        examples: examples.rows(),
        ...(this.#memory === undefined ? {} : { rows }),
      }))
      .toSorted((a, b) => ORDER.indexOf(a.reason) - ORDER.indexOf(b.reason));
  }

  #note(skipped: Skipped, place: number): void {
    const counted = this.#of(skipped.reason);
    counted.count += 1;
    counted.examples.add(skipped, place);
    if (this.#memory?.keep(skipped) === true) counted.rows.push(skipped);
  }

  #of(reason: SkipReason): Counted {
    const known = this.#byReason.get(reason);
    if (known !== undefined) return known;
    const first = { count: 0, examples: new FirstRows<Skipped>(this.#most), rows: [] };
    this.#byReason.set(reason, first);
    return first;
  }

  #kept(rows: readonly Skipped[]): readonly Skipped[] {
    return this.#memory === undefined ? [] : rows.filter((each) => this.#memory?.keep(each));
  }
}
