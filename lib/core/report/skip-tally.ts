/** Counts what was skipped, by reason, and keeps no more of it than the report shows. */
import { REASONS, type SkipReason } from '../errors/reason.ts';
import type { SkipCount, Skipped } from './report.ts';

/** Containers that are named under each reason, unless all are asked for: `Infinity`. */
export const EXAMPLES = 10;

const ORDER = Object.keys(REASONS);

interface Counted {
  count: number;
  readonly examples: Skipped[];
}

export class SkipTally {
  readonly #most: number;
  readonly #byReason = new Map<SkipReason, Counted>();

  /** `examples` is how many containers are kept under each reason: the first that come. */
  constructor(examples = EXAMPLES) {
    this.#most = examples;
  }

  add(all: Iterable<Skipped>): void {
    for (const skipped of all) this.#note(skipped.reason, 1, [skipped]);
  }

  /** Adds what another tally counted. */
  merge(counts: readonly SkipCount[]): void {
    for (const { reason, count, examples } of counts) this.#note(reason, count, examples);
  }

  /** In the order of the closed list. */
  counts(): SkipCount[] {
    return [...this.#byReason]
      .map(([reason, { count, examples }]) => ({ reason, count, examples }))
      .toSorted((a, b) => ORDER.indexOf(a.reason) - ORDER.indexOf(b.reason));
  }

  #note(reason: SkipReason, count: number, examples: readonly Skipped[]): void {
    const counted = this.#byReason.get(reason) ?? { count: 0, examples: [] };
    this.#byReason.set(reason, counted);
    counted.count += count;
    for (const example of examples) if (counted.examples.length < this.#most) counted.examples.push(example);
  }
}
