/** Updates all clusters for a push: they are found and updated concurrently, each within a time limit of its own. */
import { TIME_LIMITS, deadlineBySignal, deadlineWithin, type Deadline } from '../async/deadline.ts';
import { limiterWithPatience } from '../async/limiter.ts';
import { toUpdaterError } from '../core/errors/updater-error.ts';
import type { Push } from '../core/event/push.ts';
import { PlanMemory } from '../core/plan/plan-memory.ts';
import { RowMemory } from '../core/report/row-memory.ts';
import { reportFault, type ClusterReport, type Report } from '../core/report/report.ts';
import type { Cluster, ClusterSource, FoundClusters } from '../kubernetes/cluster.ts';
import type { UpdateContext } from './context.ts';
import { updateCluster } from './update-cluster.ts';

/** Processes a push in every cluster: a failure in one does not affect others. Never rejects. */
export async function updateClusters(
  push: Push,
  context: UpdateContext,
  deadline: Deadline,
): Promise<Report> {
  const run = startUpdateRun(push, context, deadline);
  const reports = await Promise.all(
    context.sources.map(async (source) => {
      const report = await updateEntry(source, run);
      context.watch?.onEntry?.();
      return report;
    }),
  );
  return { push, clusters: reports.flat() };
}

async function updateEntry(source: ClusterSource, run: UpdateRun): Promise<readonly ClusterReport[]> {
  try {
    return await run.update(await run.find(source));
  } catch (thrown) {
    return [reportNotFound(source.name, thrown)];
  }
}

/** The update for a push: the clusters of all its steps share one limit of concurrency. */
export interface UpdateRun {
  /** @throws UpdaterError if the clusters of the entry cannot be determined. */
  readonly find: (source: ClusterSource) => Promise<FoundClusters>;
  /** Updates the clusters that were found, and reports missing ones. Never rejects. */
  readonly update: (found: FoundClusters) => Promise<readonly ClusterReport[]>;
}

/** Starts an update, which ends with the deadline. */
export function startUpdateRun(
  push: Push,
  { settings, timeLimits = TIME_LIMITS, concurrency, watch, onUpdated, maxClockSkewMs }: UpdateContext,
  deadline: Deadline,
): UpdateRun {
  const limit = limiterWithPatience(concurrency?.clusters, concurrency?.patienceMs);
  const clusterDeadline = (): Deadline => deadlineWithin(timeLimits.cluster, deadline);
  const plans = new PlanMemory();
  // A caller that requests all examples does not log them.
  const rowMemory = watch === undefined ? new RowMemory() : undefined;
  const updateOne = (cluster: Cluster): Promise<ClusterReport> =>
    limit(() => {
      const memory = plans.part();
      const budget = clusterDeadline();
      const options = { watch, onUpdated, memory, rowMemory, settings, budget, maxClockSkewMs };
      return updateCluster(push, cluster, options).finally(() => memory.giveBack());
    });
  return {
    find: (source) => limit(() => source.find(clusterDeadline())),
    update: async ({ clusters, missing }) => [
      ...(await Promise.all(clusters.map(updateOne))),
      ...missing.map(({ name, fault }) => reportNotFound(name, fault)),
    ],
  };
}

/** The deadline of an event, created once: by the time limit of the context, or by the signal. */
export function eventDeadline(
  { timeLimits = TIME_LIMITS }: Pick<UpdateContext, 'timeLimits'>,
  signal: AbortSignal,
): Deadline {
  return deadlineWithin(timeLimits.event, deadlineBySignal(signal));
}

/** The report of a cluster, or of an entry, that was not found. */
export function reportNotFound(name: string, fault: unknown): ClusterReport {
  return reportFault(name, 'find the cluster', toUpdaterError(fault));
}
