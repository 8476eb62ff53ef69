/**
 * Counts the outcomes of a cluster, and keeps only the rows that its report lists, because owners choose the number of workloads
 * without a limit and of their containers.
 */
import type { ErrorReason } from '../errors/reason.ts';
import { AppliedTally } from './applied-tally.ts';
import { FirstRows } from './first-rows.ts';
import type { ClusterReport, Failed, ContainerOutcome, Unlisted, Updated } from './report.ts';
import type { RowMemory } from './row-memory.ts';
import type { SkipCount } from './skipped.ts';
import { SkipTally } from './skip-tally.ts';

/** The maximum number of update rows of a cluster, and of failure rows for each reason, unless all are requested. */
export const ROWS = 2_000;

interface Counted<T> {
  count: number;
  readonly rows: FirstRows<T>;
}

export class OutcomeTally {
  readonly #most: number;
  readonly #updated = new Map<Updated['result'], Counted<Updated>>();
  readonly #failed = new Map<ErrorReason, Counted<Failed>>();
  readonly #skipped: SkipTally;
  readonly #applied: AppliedTally;

  /** `examples` is the number of containers that are named for each skip reason; `Infinity` keeps all rows. `memory` is that of skips. */
  constructor(examples?: number, memory?: RowMemory) {
    this.#most = examples === Infinity ? Infinity : ROWS;
    this.#skipped = new SkipTally(examples, memory);
    this.#applied = new AppliedTally(memory?.applied);
  }

  /** `place` is the place of the workload in the order, because patches end in any order. */
  add(outcomes: Iterable<ContainerOutcome>, place = 0): void {
    for (const outcome of outcomes) {
      if (outcome.result === 'skipped') this.#skipped.add([outcome], place);
      else if (outcome.result === 'alreadyApplied') this.#applied.add(outcome);
      else if (outcome.result === 'failed') this.#note(this.#failed, outcome.reason, outcome, place);
      else this.#note(this.#updated, outcome.result, outcome, place);
    }
  }

  /** Adds containers that would be updated, without rows. */
  addPlanned(count: number): void {
    if (count > 0) this.#of(this.#updated, 'planned').count += count;
  }

  /** Adds skips that were counted before; they precede all others. */
  mergeSkips(skipped: readonly SkipCount[]): void {
    this.#skipped.merge(skipped);
  }

  /** Adds updates by earlier deliveries. */
  mergeApplied(applied: AppliedTally): void {
    this.#applied.merge(applied);
  }

  /** The result for the report, in the order of the places. */
  counted(): Pick<ClusterReport, 'updated' | 'alreadyApplied' | 'failed' | 'skipped' | 'unlisted'> {
    const unlisted: readonly Unlisted[] = [
      ...[...this.#updated].map(([result, counted]) => ({ result, count: countUnlisted(counted) })),
      ...[...this.#failed].map(([reason, counted]) => ({
        result: 'failed' as const,
        reason,
        count: countUnlisted(counted),
      })),
      { result: 'alreadyApplied', count: this.#applied.unlisted },
    ];
    const left = unlisted.filter(({ count }) => count > 0);
    return {
      updated: inOrder(this.#updated),
      alreadyApplied: this.#applied.rows,
      failed: inOrder(this.#failed),
      skipped: this.#skipped.counts(),
      ...(left.length === 0 ? {} : { unlisted: left }),
    };
  }

  #note<K, T>(all: Map<K, Counted<T>>, key: K, row: T, place: number): void {
    const counted = this.#of(all, key);
    counted.count += 1;
    counted.rows.add(row, place);
  }

  #of<K, T>(all: Map<K, Counted<T>>, key: K): Counted<T> {
    const counted = all.get(key) ?? { count: 0, rows: new FirstRows<T>(this.#most) };
    all.set(key, counted);
    return counted;
  }
}

function countUnlisted<T>({ count, rows }: Counted<T>): number {
  return count - rows.rows().length;
}

function inOrder<K, T>(all: ReadonlyMap<K, Counted<T>>): readonly T[] {
  return [...all.values()]
    .flatMap(({ rows }) => rows.placed())
    .toSorted((a, b) => a.place - b.place)
    .map(({ row }) => row);
}
