/** Inspects all configured clusters concurrently, each within its own deadline. */
import { clusterFault } from '../../core/report/report.ts';
import type { Settings } from '../../core/settings.ts';
import type { Cluster, ClusterSource, MissingCluster } from '../../kubernetes/cluster.ts';
import { trackClusterCount, type ClusterCount } from '../cluster-count.ts';
import { findClusters } from '../../kubernetes/find-clusters.ts';
import { TIME_LIMITS, deadlineWithin, type TimeLimits, type Deadline } from '../../async/deadline.ts';
import { limiterWithPatience } from '../../async/limiter.ts';
import { inspectCluster, notInspected } from './inspect-cluster.ts';
import type { Inspection, NotInspected } from './inspection.ts';

export interface FleetInspection {
  readonly settings: Settings;
  /** One for each entry of the configuration, in their order. */
  readonly sources: readonly ClusterSource[];
  /** Default: {@link TIME_LIMITS}. */
  readonly timeLimits?: TimeLimits;
  readonly watch?: (count: ClusterCount) => void;
}

/**
 * In the order of the configuration: for each entry its clusters, then its errors; at least one row for each entry. Never
 * throws.
 */
export async function inspectFleet(
  { settings, sources, timeLimits = TIME_LIMITS, watch }: FleetInspection,
  signal: AbortSignal,
): Promise<Inspection[]> {
  const inTurn = limiterWithPatience();
  const advance = trackClusterCount(sources.length, watch);
  const clusterDeadline = (): Deadline => deadlineWithin(timeLimits.cluster, { signal });
  const inspectEach = async (cluster: Cluster): Promise<Inspection> => {
    const inspection = await inTurn(() => inspectCluster(cluster, settings, clusterDeadline()));
    advance({ done: 1, more: 0 });
    return inspection;
  };
  const inspections = await Promise.all(
    sources.map(async (source) => {
      const { clusters, missing } = await findClusters(source, clusterDeadline());
      const others = missingRows(source, clusters.length, missing);
      // The entry itself is counted already.
      advance({ done: others.length, more: clusters.length + others.length - 1 });
      return [...(await Promise.all(clusters.map(inspectEach))), ...others];
    }),
  );
  return inspections.flat();
}

/** The rows of an entry without a connection. */
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
