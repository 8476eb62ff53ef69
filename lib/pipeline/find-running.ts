/**
 * Who runs a digest that was deleted from its registry: one scan of each cluster, and nothing is written.
 *
 * A cleanup of a registry deletes thousands of digests at once. So a scan serves all events that arrived before it began, one
 * scan runs at a time in an instance, and objects that do not mention the digest are not parsed. Nothing is fanned out or
 * redelivered: what could not be read is named instead.
 */
import { deadlineWithin, TIME_LIMITS, type Deadline } from '../async/deadline.ts';
import { inBatches } from '../async/in-batches.ts';
import { limiterWithPatience } from '../async/limiter.ts';
import { toUpdaterError } from '../core/errors/updater-error.ts';
import { formatDeletedDigest, type DeletedDigest } from '../core/event/deleted-digest.ts';
import { lastSegment } from '../core/names/repository.ts';
import { toContainerRef } from '../core/plan/outcome.ts';
import { findRunningContainers } from '../core/plan/running-digest.ts';
import { joinRunning, type RunningDigest, type UncheckedCluster } from '../core/report/running-digest.ts';
import { EXAMPLES } from '../core/report/skip-tally.ts';
import { selects, type Settings } from '../core/settings.ts';
import type { Workload } from '../core/workload/workload.ts';
import type { Cluster, ClusterSource } from '../kubernetes/cluster.ts';
import type { WorkloadSink } from '../kubernetes/list/workload-gathering.ts';
import { scanInto } from '../kubernetes/scan.ts';
import type { FindRunning, UpdateContext } from './context.ts';

/** Makes it; who asks at the same time shares scans. It never rejects. */
export function shareFindRunning(context: UpdateContext): FindRunning {
  const ask = inBatches((batch: readonly Question[]) => findInAll(batch, context));
  return async (deleted, deadline) => {
    const parts = await ask({ deleted, deadline });
    return joinRunning(parts.map((part) => part(deleted)));
  };
}

interface Question {
  readonly deleted: DeletedDigest;
  readonly deadline: Deadline;
}

/** What a cluster says of each digest that was asked about. */
type Part = (deleted: DeletedDigest) => RunningDigest;

async function findInAll(
  batch: readonly Question[],
  { settings, sources, timeLimits = TIME_LIMITS, concurrency }: UpdateContext,
): Promise<readonly Part[]> {
  const limit = limiterWithPatience(concurrency?.clusters, concurrency?.patienceMs);
  const asked = batch.map(({ deleted }) => deleted);
  const [outer] = batch.map(({ deadline }) => deadline).slice(-1);
  if (outer === undefined) return [];
  const budget = (): Deadline => deadlineWithin(timeLimits.cluster, outer);
  const findBehind = async (source: ClusterSource): Promise<readonly Part[]> => {
    try {
      const { clusters, missing } = await limit(() => source.find(budget()));
      const found = clusters.map((cluster) => limit(() => findInCluster(cluster, asked, settings, budget())));
      return [...(await Promise.all(found)), ...missing.map(({ name, fault }) => unread(name, fault))];
    } catch (thrown) {
      return [unread(source.name, thrown)];
    }
  };
  return (await Promise.all(sources.map(findBehind))).flat();
}

async function findInCluster(
  cluster: Cluster,
  asked: readonly DeletedDigest[],
  settings: Settings,
  deadline: Deadline,
): Promise<Part> {
  const open = (): RunningSink => new RunningSink(cluster, asked, settings);
  const { sinks, faults } = await scanInto(cluster, settings, deadline, {
    mentions: commonText(asked),
    open,
  });
  const [fault] = faults;
  const unchecked = fault === undefined ? [] : [{ cluster: cluster.name, reason: fault.reason }];
  return (deleted) => joinRunning([...sinks.map((sink) => sink.running(deleted)), nothing(unchecked)]);
}

/** What every object has in it that runs one of the digests; undefined where they have nothing in common. */
function commonText(asked: readonly DeletedDigest[]): string | undefined {
  const digests = new Set(asked.map(({ digest }) => digest));
  const names = new Set(asked.map(({ repository }) => lastSegment(repository)));
  return [digests, names].filter(({ size }) => size === 1).flatMap((texts) => [...texts])[0];
}

/** Takes workloads, and keeps of them how many containers run which digest. */
class RunningSink implements WorkloadSink {
  readonly #cluster: Cluster;
  readonly #settings: Settings;
  readonly #asked: ReadonlyMap<string, DeletedDigest>;
  readonly #found = new Map<string, RunningDigest>();

  constructor(cluster: Cluster, asked: readonly DeletedDigest[], settings: Settings) {
    this.#cluster = cluster;
    this.#settings = settings;
    this.#asked = new Map(asked.map((deleted) => [formatDeletedDigest(deleted), deleted]));
  }

  take(workload: Workload): undefined {
    if (workload.deleting || !selects(this.#cluster.namespaces, workload.namespace)) return;
    for (const [text, deleted] of this.#asked) {
      const containers = findRunningContainers(workload, deleted, this.#settings);
      if (containers.length > 0) this.#add(text, workload, containers);
    }
  }

  running(deleted: DeletedDigest): RunningDigest {
    return this.#found.get(formatDeletedDigest(deleted)) ?? nothing();
  }

  #add(text: string, workload: Workload, containers: Workload['containers']): void {
    const examples = containers
      .slice(0, EXAMPLES)
      .map((container) => ({ cluster: this.#cluster.name, ...toContainerRef(workload, container) }));
    const known = this.#found.get(text) ?? nothing();
    this.#found.set(text, joinRunning([known, { containers: containers.length, examples, unchecked: [] }]));
  }
}

function unread(cluster: string, thrown: unknown): Part {
  const { reason } = toUpdaterError(thrown);
  return () => nothing([{ cluster, reason }]);
}

function nothing(unchecked: readonly UncheckedCluster[] = []): RunningDigest {
  return { containers: 0, examples: [], unchecked };
}
