/** The first step: which clusters there are, and which repositories their workloads follow. */
import { TIME_LIMITS, deadlineWithin, type Deadline } from '../../async/deadline.ts';
import { limiterWithPatience } from '../../async/limiter.ts';
import { runWithYields } from '../../async/yield-to-event-loop.ts';
import type { Repository } from '../../core/names/repository.ts';
import { followedRepositories, policiesByRepository } from '../../core/plan/missed-pushes.ts';
import { clusterFault } from '../../core/report/report.ts';
import type { Workload } from '../../core/workload/workload.ts';
import type { Cluster, FoundClusters } from '../../kubernetes/cluster.ts';
import { findClusters } from '../../kubernetes/find-clusters.ts';
import { scanInto } from '../../kubernetes/scan.ts';
import type { FaultOfCluster, ReconcileContext, Survey } from './context.ts';
import { countSteps } from './count-steps.ts';

/** Reads every cluster. Never rejects: a cluster that cannot be found or read is a fault. */
export async function surveyClusters(context: ReconcileContext, deadline: Deadline): Promise<Survey> {
  const { sources, concurrency, timeLimits = TIME_LIMITS } = context;
  const limit = limiterWithPatience(concurrency?.clusters, concurrency?.patienceMs);
  const within = (): Deadline => deadlineWithin(timeLimits.cluster, deadline);
  const found = await Promise.all(sources.map((source) => limit(() => findClusters(source, within()))));
  const clusters = found.flatMap((each) => each.clusters);
  const count = countSteps('read clusters', clusters.length, context.onProgress);
  const surveys = await Promise.all(
    clusters.map((cluster) => limit(() => surveyCluster(cluster, context, within()).finally(count))),
  );
  return {
    clusters: surveys.flatMap((each) => each.clusters),
    repositories: new Set(surveys.flatMap((each) => [...each.repositories])),
    faults: [...found.flatMap(missingFaults), ...surveys.flatMap((each) => each.faults)],
  };
}

function missingFaults({ missing }: FoundClusters): readonly FaultOfCluster[] {
  return missing.map(({ name, fault }) => ({ cluster: name, ...clusterFault('find the cluster', fault) }));
}

async function surveyCluster(
  cluster: Cluster,
  { settings }: ReconcileContext,
  deadline: Deadline,
): Promise<Survey> {
  const policiesFor = policiesByRepository();
  const open = () => {
    const repositories = new Set<Repository>();
    const keep = (followed: readonly Repository[]): void => {
      for (const each of followed) repositories.add(each);
    };
    const take = (workload: Workload): Promise<void> | undefined => {
      const followed = runWithYields(followedRepositories(workload, { cluster, settings, policiesFor }));
      if (followed instanceof Promise) return followed.then(keep);
      keep(followed);
      return undefined;
    };
    return { repositories, take };
  };
  const { sinks, scanned, faults } = await scanInto(cluster, settings, deadline, { open });
  return {
    clusters: [{ cluster, scanned }],
    repositories: new Set(sinks.flatMap((sink) => [...sink.repositories])),
    faults: faults.map((fault) => ({ cluster: cluster.name, ...fault })),
  };
}
