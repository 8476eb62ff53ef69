/**
 * Counts what becomes of the workloads of a cluster, and keeps no more rows of it than its report lists: owners choose how
 * many workloads there are that no limit counts, and how many containers each has.
 */
import type { ErrorReason } from '../errors/reason.ts';
import { FirstRows } from './first-rows.ts';
import type { ClusterReport, Failed, ContainerOutcome, Unlisted, Updated } from './report.ts';
import type { RowMemory } from './row-memory.ts';
import type { SkipCount } from './skipped.ts';
import { SkipTally } from './skip-tally.ts';

/** Rows of updates that a report lists of a cluster, and of failures under each reason, unless all are asked for. */
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

  /** `examples` is how many containers are named under each reason for a skip; with `Infinity` all rows are kept too. `memory` is that of skips. */
  constructor(examples?: number, memory?: RowMemory) {
    this.#most = examples === Infinity ? Infinity : ROWS;
    this.#skipped = new SkipTally(examples, memory);
  }

  /** `place` is where their workload is among others that may come later: patches end in any order. */
  add(outcomes: Iterable<ContainerOutcome>, place = 0): void {
    for (const outcome of outcomes) {
      if (outcome.result === 'skipped') this.#skipped.add([outcome], place);
      else if (outcome.result === 'failed') this.#note(this.#failed, outcome.reason, outcome, place);
      else this.#note(this.#updated, outcome.result, outcome, place);
    }
  }

  /** Adds containers that would be updated, and of which there are no rows. */
  addPlanned(count: number): void {
    if (count > 0) this.#of(this.#updated, 'planned').count += count;
  }

  /** Adds skips that were counted before; they come before all others. */
  mergeSkips(skipped: readonly SkipCount[]): void {
    this.#skipped.merge(skipped);
  }

  /** Adds what another tally counted. */
  merge(other: OutcomeTally): void {
    this.#addCounts(this.#updated, other.#updated);
    this.#addCounts(this.#failed, other.#failed);
    this.#skipped.merge(other.#skipped.counts());
  }

  /** Gives back the memory of its rows: nothing of it is used. */
  drop(): void {
    this.#updated.clear();
    this.#failed.clear();
    this.#skipped.drop();
  }

  /** What a report has of them, in the order of their places. */
  counted(): Pick<ClusterReport, 'updated' | 'failed' | 'skipped' | 'unlisted'> {
    const unlisted: readonly Unlisted[] = [
      ...[...this.#updated].map(([result, counted]) => ({ result, count: countUnlisted(counted) })),
      ...[...this.#failed].map(([reason, counted]) => ({
        result: 'failed' as const,
        reason,
        count: countUnlisted(counted),
      })),
    ];
    const left = unlisted.filter(({ count }) => count > 0);
    return {
      updated: inOrder(this.#updated),
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

  #addCounts<K, T>(all: Map<K, Counted<T>>, others: ReadonlyMap<K, Counted<T>>): void {
    for (const [key, { count, rows }] of others) {
      const counted = this.#of(all, key);
      counted.count += count;
      for (const { row, place } of rows.placed()) counted.rows.add(row, place);
    }
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
