/** From the configured clusters to sources of open ones. Nothing is sent, read or run yet. */
import type { ClusterEntry } from '../config/config.ts';
import { googleIdentities } from '../google/identity.ts';
import type { ClusterSource } from '../kubernetes/cluster.ts';
import { gkeSource } from './gke/gke-source.ts';
import { inClusterConnection } from './in-cluster.ts';
import { nameOfKubeconfig } from './kubeconfig-file.ts';
import { kubeconfigConnection } from './kubeconfig.ts';
import { oneCluster } from './one-cluster.ts';
import type { Surroundings } from './surroundings.ts';

/** One source for each entry, in their order; what it opens lives as long as the process. */
export function openClusters(entries: readonly ClusterEntry[], surroundings: Surroundings): ClusterSource[] {
  const identities = googleIdentities(surroundings);
  const gkes = entries.flatMap(({ source }) => (source.type === 'gke' ? [source] : []));
  return entries.map(({ name, namespaces, source }, index) => {
    const place = { name, namespaces, entry: `clusters[${index}]` };
    switch (source.type) {
      case 'server':
        return oneCluster({ ...place, way: source.server.href }, () =>
          Promise.resolve({ value: { server: source.server } }),
        );
      case 'kubeconfig':
        return oneCluster({ ...place, way: nameOfKubeconfig(source) }, () =>
          kubeconfigConnection(source, surroundings),
        );
      case 'inCluster':
        return oneCluster({ ...place, way: 'inCluster' }, () => inClusterConnection(surroundings));
      case 'gke':
        return gkeSource({ ...place, source, others: gkes }, identities(source.impersonate), surroundings);
    }
  });
}
