/**
 * Finds the workloads that run a digest which was deleted from its registry: scans each cluster, and writes nothing.
 *
 * A registry cleanup deletes thousands of digests at once. So a scan serves all events that arrived before it started, an
 * instance runs one scan at a time, and objects that do not mention the digest are not parsed. With a concurrency of 8, a
 * scan serves up to 8 deletions, and thousands of deletions take hundreds of scans, one after the other or in other
 * instances. An unreachable cluster delays them by 15 seconds a minute, not each of them.
 *
 * Each event has its own deadline, independent of the scan. Nothing is fanned out or redelivered; clusters that could not be
 * read are named instead.
 */
import { WALL_CLOCK, type Clock } from '../async/clock.ts';
import { deadlineExceeded, deadlineWithin, TIME_LIMITS, type Deadline } from '../async/deadline.ts';
import { inBatches } from '../async/in-batches.ts';
import { latestDeadline } from '../async/latest-deadline.ts';
import { limiterWithPatience } from '../async/limiter.ts';
import { unlessAborted } from '../async/unless-aborted.ts';
import { toUpdaterError, type UpdaterError } from '../core/errors/updater-error.ts';
import { formatDeletedDigest, type DeletedDigest } from '../core/event/deleted-digest.ts';
import { lastSegment } from '../core/names/repository.ts';
import { toContainerRef } from '../core/plan/outcome.ts';
import { findRunningContainers, groupDigests, type WantedDigests } from '../core/plan/running-digest.ts';
import { joinRunning, type RunningDigest, type UncheckedCluster } from '../core/report/running-digest.ts';
import { EXAMPLES } from '../core/report/skip-tally.ts';
import { selects, type Settings } from '../core/settings.ts';
import type { Workload } from '../core/workload/workload.ts';
import type { Cluster, ClusterSource } from '../kubernetes/cluster.ts';
import type { WorkloadSink } from '../kubernetes/list/workload-gathering.ts';
import { scanInto } from '../kubernetes/scan.ts';
import type { FindRunning, UpdateContext } from './context.ts';
import { SilentClusters } from './silent-clusters.ts';

/** Time limit of a cluster, and of finding the clusters of an entry, in milliseconds: the next deletions wait for it. */
const CLUSTER_MS = 15_000;

/** Creates the search; concurrent callers share scans. The search never rejects. */
export function shareFindRunning(
  context: UpdateContext,
  clock: Pick<Clock, 'now'> = WALL_CLOCK,
): FindRunning {
  const silent = new SilentClusters(clock);
  const ask = inBatches((batch: readonly Question[]) => findForAll(batch, context, silent));
  return async (deleted, deadline) => {
    const { signal } = deadline;
    const tooLate = (): UpdaterError => deadlineExceeded('find workloads with a deleted digest', signal);
    try {
      const parts = await unlessAborted(ask({ deleted, deadline }), signal, tooLate);
      return joinRunning(parts.map((part) => part(deleted)));
    } catch (thrown) {
      const { reason } = toUpdaterError(thrown);
      return nothing(context.sources.map(({ name }) => ({ cluster: name, reason })));
    }
  };
}

interface Question {
  readonly deleted: DeletedDigest;
  readonly deadline: Deadline;
}

/** The result of a cluster for each requested digest. */
type Part = (deleted: DeletedDigest) => RunningDigest;

/** A scan of all clusters. */
interface Search {
  readonly settings: Settings;
  readonly asked: readonly DeletedDigest[];
  readonly wanted: WantedDigests;
  readonly deadline: Deadline;
  /** Time limit of each cluster, in milliseconds. */
  readonly budgetMs: number;
  readonly silent: SilentClusters;
}

/** For all callers that have time left when it starts, and as long as one of them has. */
async function findForAll(
  batch: readonly Question[],
  context: UpdateContext,
  silent: SilentClusters,
): Promise<readonly Part[]> {
  const waiting = batch.filter(({ deadline }) => !deadline.signal.aborted);
  if (waiting.length === 0) return [];
  const { settings, timeLimits = TIME_LIMITS } = context;
  const { deadline, release } = latestDeadline(waiting.map((question) => question.deadline));
  const asked = waiting.map(({ deleted }) => deleted);
  const budgetMs = Math.min(timeLimits.cluster, CLUSTER_MS);
  try {
    return await findInAll(context, {
      settings,
      asked,
      wanted: groupDigests(asked),
      deadline,
      budgetMs,
      silent,
    });
  } finally {
    release();
  }
}

async function findInAll(
  { sources, concurrency }: Pick<UpdateContext, 'sources' | 'concurrency'>,
  search: Search,
): Promise<readonly Part[]> {
  const limit = limiterWithPatience(concurrency?.clusters, concurrency?.patienceMs);
  const findBehind = async (source: ClusterSource): Promise<readonly Part[]> => {
    const found = await limit(() => findClusters(source, search));
    if ('reason' in found) return [unread(source.name, found.reason)];
    const parts = found.clusters.map((cluster) => limit(() => findInCluster(cluster, search)));
    const missing = found.missing.map(({ name, fault }) => unread(name, toUpdaterError(fault).reason));
    return [...(await Promise.all(parts)), ...missing];
  };
  return (await Promise.all(sources.map(findBehind))).flat();
}

type Found = Awaited<ReturnType<ClusterSource['find']>>;

async function findClusters(
  source: ClusterSource,
  search: Search,
): Promise<Found | Pick<UncheckedCluster, 'reason'>> {
  const known = search.silent.reasonFor(source.name);
  if (known !== undefined) return { reason: known };
  const budget = deadlineWithin(search.budgetMs, search.deadline);
  const tooLate = (): UpdaterError => deadlineExceeded('find the clusters of an entry', budget.signal);
  try {
    return await unlessAborted(source.find(budget), budget.signal, tooLate);
  } catch (thrown) {
    const { reason } = toUpdaterError(thrown);
    noteSilence(source.name, reason, search);
    return { reason };
  }
}

async function findInCluster(cluster: Cluster, search: Search): Promise<Part> {
  const known = search.silent.reasonFor(cluster.name);
  if (known !== undefined) return unread(cluster.name, known);
  const { settings, asked, deadline, budgetMs } = search;
  const { sinks, faults } = await scanInto(cluster, settings, deadlineWithin(budgetMs, deadline), {
    mentions: commonText(asked),
    open: () => new RunningSink(cluster, search),
  });
  const partly = sinks.some(({ isPartial }) => isPartial) ? (['InvalidObject'] as const) : [];
  const [reason] = [...faults.map((fault) => fault.reason), ...partly];
  if (reason !== undefined && sinks.length === 0) noteSilence(cluster.name, reason, search);
  const unchecked = reason === undefined ? [] : [{ cluster: cluster.name, reason }];
  return (deleted) => joinRunning([...sinks.map((sink) => sink.running(deleted)), nothing(unchecked)]);
}

/** If no caller has time left, the cluster is not necessarily unreachable. */
function noteSilence(name: string, reason: UncheckedCluster['reason'], { silent, deadline }: Search): void {
  if (!deadline.signal.aborted) silent.note(name, reason);
}

/** A text that every object with one of the digests contains; undefined if there is no common text. */
function commonText(asked: readonly DeletedDigest[]): string | undefined {
  const digests = new Set(asked.map(({ digest }) => digest));
  const names = new Set(asked.map(({ repository }) => lastSegment(repository)));
  return [digests, names].filter(({ size }) => size === 1).flatMap((texts) => [...texts])[0];
}

/** Counts the containers of workloads by digest. */
class RunningSink implements WorkloadSink {
  /** Whether a workload was not read completely: it may run any of the digests. */
  isPartial = false;
  readonly #cluster: Cluster;
  readonly #search: Pick<Search, 'wanted' | 'settings'>;
  readonly #found = new Map<string, RunningDigest>();

  constructor(cluster: Cluster, search: Pick<Search, 'wanted' | 'settings'>) {
    this.#cluster = cluster;
    this.#search = search;
  }

  take(workload: Workload): undefined {
    if (workload.deleting || !selects(this.#cluster.namespaces, workload.namespace)) return;
    if (workload.oversize !== undefined) this.isPartial = true;
    const { wanted, settings } = this.#search;
    for (const [text, containers] of findRunningContainers(workload, wanted, settings))
      this.#add(text, workload, containers);
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

function unread(cluster: string, reason: UncheckedCluster['reason']): Part {
  return () => nothing([{ cluster, reason }]);
}

function nothing(unchecked: readonly UncheckedCluster[] = []): RunningDigest {
  return { containers: 0, examples: [], unchecked };
}
