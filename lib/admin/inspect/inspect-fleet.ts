/** Inspects every configured cluster, many at once, each within its own deadline. */
import { clusterFault } from '../../core/report/report.ts';
import type { Settings } from '../../core/settings.ts';
import type { Cluster, ClusterSource, MissingCluster } from '../../kubernetes/cluster.ts';
import { trackClusterCount, type ClusterCount } from '../cluster-count.ts';
import { findClusters } from '../find-clusters.ts';
import { TIME_LIMITS, deadlineWithin, type TimeLimits, type Deadline } from '../../async/deadline.ts';
import { limiterWithPatience } from '../../async/limiter.ts';
import { inspectCluster, notInspected } from './inspect-cluster.ts';
import type { Inspection, NotInspected } from './inspection.ts';

export interface FleetInspection {
  readonly settings: Settings;
  /** One for each entry of the configuration, in their order. */
  readonly sources: readonly ClusterSource[];
  /** {@link TIME_LIMITS} unless given. */
  readonly budgets?: TimeLimits;
  readonly watch?: (count: ClusterCount) => void;
}

/**
 * In the order of the configuration: for each entry its clusters, then what it lacks; at least one row for each. Never
 * throws.
 */
export async function inspectFleet(
  { settings, sources, budgets = TIME_LIMITS, watch }: FleetInspection,
  signal: AbortSignal,
): Promise<Inspection[]> {
  const inTurn = limiterWithPatience();
  const advance = trackClusterCount(sources.length, watch);
  const budget = (): Deadline => deadlineWithin(budgets.cluster, { signal });
  const inspectEach = async (cluster: Cluster): Promise<Inspection> => {
    const inspection = await inTurn(() => inspectCluster(cluster, settings, budget()));
    advance({ done: 1, more: 0 });
    return inspection;
  };
  const inspections = await Promise.all(
    sources.map(async (source) => {
      const { clusters, missing } = await findClusters(source, budget());
      const others = missingRows(source, clusters.length, missing);
      // The entry itself was counted as one already.
      advance({ done: others.length, more: clusters.length + others.length - 1 });
      return [...(await Promise.all(clusters.map(inspectEach))), ...others];
    }),
  );
  return inspections.flat();
}

/** The rows of an entry that are no cluster which can be asked. */
function missingRows(
  { name, origin }: ClusterSource,
  clusters: number,
  missing: readonly MissingCluster[],
): NotInspected[] {
  if (clusters + missing.length === 0) return [notInspected('empty', name, origin)];
  return missing.map((each) =>
    notInspected(
      each.origin === undefined ? 'notFound' : 'unreachable',
      each.name,
      each.origin ?? origin,
      clusterFault('find the cluster', each.fault),
    ),
  );
}
