/** Counts what was skipped, by reason, and keeps no more of it than the report shows. */
import { REASONS, type SkipReason } from '../errors/reason.ts';
import { FirstRows } from './first-rows.ts';
import type { SkipCount, Skipped } from './skipped.ts';

/** Containers that are named under each reason, unless all are asked for: `Infinity`. */
export const EXAMPLES = 10;

const ORDER = Object.keys(REASONS);

interface Counted {
  count: number;
  readonly examples: FirstRows<Skipped>;
}

export class SkipTally {
  readonly #most: number;
  readonly #byReason = new Map<SkipReason, Counted>();

  /** `examples` is how many containers are kept under each reason: those of the first places, of one place the first. */
  constructor(examples = EXAMPLES) {
    this.#most = examples;
  }

  /** `place` is where they stand among others that may come later: patches end in any order. */
  add(all: Iterable<Skipped>, place = 0): void {
    for (const skipped of all) this.#note(skipped.reason, 1, [skipped], place);
  }

  /** Adds what another tally counted. */
  merge(counts: readonly SkipCount[]): void {
    for (const { reason, count, examples } of counts) this.#note(reason, count, examples);
  }

  /** In the order of the closed list. */
  counts(): SkipCount[] {
    return [...this.#byReason]
      .map(([reason, { count, examples }]) => ({ reason, count, examples: examples.rows() }))
      .toSorted((a, b) => ORDER.indexOf(a.reason) - ORDER.indexOf(b.reason));
  }

  #note(reason: SkipReason, count: number, examples: readonly Skipped[], place = 0): void {
    const counted = this.#byReason.get(reason) ?? { count: 0, examples: new FirstRows(this.#most) };
    this.#byReason.set(reason, counted);
    counted.count += count;
    for (const skipped of examples) counted.examples.add(skipped, place);
  }
}
