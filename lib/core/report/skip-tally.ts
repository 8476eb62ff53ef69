/** Counts what was skipped, by reason, and keeps no more of it than the report shows. */
import { REASONS, type SkipReason } from '../errors/reason.ts';
import type { SkipCount, Skipped } from './skipped.ts';

/** Containers that are named under each reason, unless all are asked for: `Infinity`. */
export const EXAMPLES = 10;

const ORDER = Object.keys(REASONS);

interface Placed {
  readonly place: number;
  readonly skipped: Skipped;
}

interface Counted {
  count: number;
  examples: Placed[];
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
      .map(([reason, { count, examples }]) => ({ reason, count, examples: this.#first(examples) }))
      .toSorted((a, b) => ORDER.indexOf(a.reason) - ORDER.indexOf(b.reason));
  }

  #note(reason: SkipReason, count: number, examples: readonly Skipped[], place = 0): void {
    const counted = this.#byReason.get(reason) ?? { count: 0, examples: [] };
    this.#byReason.set(reason, counted);
    counted.count += count;
    for (const skipped of examples) counted.examples.push({ place, skipped });
    // Not with each: what is cut was looked at once.
    if (counted.examples.length > 2 * this.#most) counted.examples = this.#sorted(counted.examples);
  }

  #first(examples: readonly Placed[]): Skipped[] {
    return this.#sorted(examples).map(({ skipped }) => skipped);
  }

  #sorted(examples: readonly Placed[]): Placed[] {
    return examples.toSorted((a, b) => a.place - b.place).slice(0, this.#most);
  }
}
