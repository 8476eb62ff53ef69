/** The third step: reads the clusters again, and decides each workload on the listed tags. */
import { TIME_LIMITS, deadlineWithin, type Deadline } from '../../async/deadline.ts';
import { limiterWithPatience } from '../../async/limiter.ts';
import { runWithYields } from '../../async/yield-to-event-loop.ts';
import {
  findMissed,
  policiesByRepository,
  type Missed,
  type MissedContext,
} from '../../core/plan/missed-pushes.ts';
import type { Workload } from '../../core/workload/workload.ts';
import { scanInto } from '../../kubernetes/scan.ts';
import type { WorkloadSink } from '../../kubernetes/list/workload-gathering.ts';
import type { ListedTags, MissedUpdates, ReadCluster, ReconcileContext } from './context.ts';
import { confirmMissed } from './confirm-missed.ts';
import { countSteps } from './count-steps.ts';

/** A list that fails now misses nothing: what it contains is found by the next run. Never rejects. */
export async function findMissedUpdates(
  clusters: readonly ReadCluster[],
  tags: ListedTags['tags'],
  context: ReconcileContext,
  deadline: Deadline,
): Promise<MissedUpdates> {
  const { concurrency, timeLimits = TIME_LIMITS } = context;
  const limit = limiterWithPatience(concurrency?.clusters, concurrency?.patienceMs);
  const hasTags = [...tags.values()].some(({ pushes }) => pushes.length > 0);
  // One that could not be read is not waited for again.
  const compared = hasTags ? clusters.filter(({ scanned }) => scanned > 0) : [];
  const count = countSteps('compare clusters', compared.length, context.onProgress);
  const results = await Promise.all(
    compared.map((read) =>
      limit(() =>
        compareCluster(read, tags, context, deadlineWithin(timeLimits.cluster, deadline)).finally(count),
      ),
    ),
  );
  return {
    updates: results.flatMap(({ updates }) => updates),
    skipped: results.flatMap(({ skipped }) => skipped),
    faults: results.flatMap(({ faults }) => faults),
  };
}

async function compareCluster(
  { cluster }: ReadCluster,
  tags: ListedTags['tags'],
  { settings }: ReconcileContext,
  deadline: Deadline,
): Promise<MissedUpdates> {
  const missing = { cluster, settings, policiesFor: policiesByRepository(), now: Date.now() };
  const open = (): MissedSink => new MissedSink(tags, missing);
  const { sinks, faults } = await scanInto(cluster, settings, deadline, { open });
  const listed = sinks.flatMap(({ missed }) => missed);
  const found = await confirmMissed(listed, { ...missing, tags }, deadline);
  return {
    updates: found.flatMap(({ updates }) => updates.map((update) => ({ ...update, cluster }))),
    skipped: found.flatMap(({ skipped }) => skipped.map((each) => ({ ...each, cluster: cluster.name }))),
    faults: faults.map((fault) => ({ cluster: cluster.name, ...fault })),
  };
}

/** Keeps what the workloads of a list missed, by their names. */
class MissedSink implements WorkloadSink {
  readonly missed: Missed[] = [];
  readonly #tags: ListedTags['tags'];
  readonly #context: MissedContext;

  constructor(tags: ListedTags['tags'], context: MissedContext) {
    this.#tags = tags;
    this.#context = context;
  }

  take(workload: Workload): Promise<void> | undefined {
    const found = runWithYields(findMissed(workload, this.#tags, this.#context));
    if (found instanceof Promise) return found.then((missed) => this.#keep(missed));
    this.#keep(found);
    return undefined;
  }

  #keep(missed: Missed): void {
    if (missed.updates.length + missed.skipped.length > 0) this.missed.push(missed);
  }
}
