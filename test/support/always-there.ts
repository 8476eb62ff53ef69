/** The source of a cluster that is known and open already. */
import type { Cluster, ClusterSource } from '../../lib/kubernetes/cluster.ts';

export function alwaysThere(cluster: Cluster): ClusterSource {
  return { name: cluster.name, find: () => Promise.resolve({ clusters: [cluster], missing: [] }) };
}
