/** Scans all configured clusters concurrently, each within its own deadline. */
import { clusterFault } from '../core/report/report.ts';
import type { Settings } from '../core/settings.ts';
import type { Cluster, ClusterSource } from '../kubernetes/cluster.ts';
import { trackClusterCount, type ClusterCount } from './cluster-count.ts';
import { findClusters } from '../kubernetes/find-clusters.ts';
import { TIME_LIMITS, deadlineWithin, type TimeLimits, type Deadline } from '../async/deadline.ts';
import { scanFor, type Scan, type ScanFilter } from '../kubernetes/scan.ts';
import { limiterWithPatience } from '../async/limiter.ts';

export interface FleetScan {
  readonly settings: Settings;
  /** One for each entry of the configuration, in their order. */
  readonly sources: readonly ClusterSource[];
  /** Default: {@link TIME_LIMITS}. */
  readonly timeLimits?: TimeLimits;
  readonly watch?: (count: ClusterCount) => void;
}

/** The scan of a cluster; without `cluster` it was not found, and the error says why. */
export interface ScannedCluster extends Scan {
  readonly name: string;
  readonly cluster?: Cluster;
}

/** In the order of the configuration: for each entry its clusters, then its errors. Never throws. */
export async function scanFleet(
  { settings, sources, timeLimits = TIME_LIMITS, watch }: FleetScan,
  filter: ScanFilter,
  signal: AbortSignal,
): Promise<readonly ScannedCluster[]> {
  const inTurn = limiterWithPatience();
  const advance = trackClusterCount(sources.length, watch);
  const clusterDeadline = (): Deadline => deadlineWithin(timeLimits.cluster, { signal });
  const scanEach = async (cluster: Cluster): Promise<ScannedCluster> => {
    const scanned = await inTurn(() => scanFor(cluster, settings, clusterDeadline(), filter));
    advance({ done: 1, more: 0 });
    return { name: cluster.name, cluster, ...scanned };
  };
  const scans = await Promise.all(
    sources.map(async (source) => {
      const { clusters, missing } = await inTurn(() => findClusters(source, clusterDeadline()));
      // The entry itself is counted already.
      advance({ done: missing.length, more: clusters.length + missing.length - 1 });
      const lacking = missing.map(({ name, fault }) => ({
        name,
        workloads: [],
        scanned: 0,
        faults: [clusterFault('find the cluster', fault)],
      }));
      return [...(await Promise.all(clusters.map(scanEach))), ...lacking];
    }),
  );
  return scans.flat();
}
