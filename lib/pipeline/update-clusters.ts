/** A push in all clusters: found and updated concurrently, each within a time limit of its own. */
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

/** Processes one push in every cluster: what fails in one does not stop another. Never rejects. */
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

/** The update of one push: the clusters of all its steps share one limit on how many run concurrently. */
export interface UpdateRun {
  /** @throws UpdaterError where the clusters behind the entry are unknown. */
  readonly find: (source: ClusterSource) => Promise<FoundClusters>;
  /** All that was found: its clusters are updated, and what is missing is reported. Never rejects. */
  readonly update: (found: FoundClusters) => Promise<readonly ClusterReport[]>;
}

/** Starts one, which ends with the deadline. */
export function startUpdateRun(
  push: Push,
  { settings, timeLimits = TIME_LIMITS, concurrency, watch, onUpdated, maxClockSkewMs }: UpdateContext,
  deadline: Deadline,
): UpdateRun {
  const limit = limiterWithPatience(concurrency?.clusters, concurrency?.patienceMs);
  const clusterDeadline = (): Deadline => deadlineWithin(timeLimits.cluster, deadline);
  const plans = new PlanMemory();
  // Whoever asks for all examples logs none.
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

/** The deadline of an event, made once: by the time limit of the context, or by the signal. */
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
