/** Counts what was skipped, by reason, and keeps no more of it than the report shows. */
import { REASONS, type SkipReason } from '../errors/reason.ts';
import { FirstRows } from './first-rows.ts';
import type { RowMemory } from './row-memory.ts';
import type { SkipCount, Skipped } from './skipped.ts';

/** Containers that are named under each reason, unless all are asked for: `Infinity`. */
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
   * `examples` is how many containers are kept under each reason: those of the first places, of one place the first. With a
   * memory, all of them are kept as rows for the log too, in the order in which they come, as long as there is room.
   */
  constructor(examples = EXAMPLES, memory?: RowMemory) {
    this.#most = examples;
    this.#memory = memory;
  }

  /** `place` is where they stand among others that may come later: patches end in any order. */
  add(all: Iterable<Skipped>, place = 0): void {
    for (const skipped of all) this.#note(skipped, place);
  }

  /** Adds what another tally counted; the rows of one with the same memory have their room already. */
  merge(counts: readonly SkipCount[]): void {
    for (const { reason, count, examples, rows } of counts) {
      const counted = this.#of(reason);
      counted.count += count;
      for (const skipped of examples) counted.examples.add(skipped);
      for (const skipped of rows ?? this.#kept(examples)) counted.rows.push(skipped);
    }
  }

  /** Adds what a tally with another memory counted: its rows are kept as far as there is room in this one's. */
  adopt(counts: readonly SkipCount[]): void {
    this.merge(counts.map(({ rows, ...count }) => ({ ...count, rows: this.#kept(rows ?? count.examples) })));
  }

  /** Gives back the memory of its rows: nothing of it is used. */
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
