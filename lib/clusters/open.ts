/** From the configured clusters to sources of open ones. Nothing is sent, read or run yet. */
import type { ClusterEntry } from '../config/config.ts';
import { alwaysThere, type ClusterSource } from '../kubernetes/cluster.ts';
import { openTransport } from '../kubernetes/http/transport.ts';
import { kubeconfigConnection } from './kubeconfig.ts';
import { onceOpen } from './once-open.ts';
import type { Surroundings } from './surroundings.ts';

/** One source for each entry; what it opens lives as long as the process. */
export function openClusters(entries: readonly ClusterEntry[], surroundings: Surroundings): ClusterSource[] {
  return entries.map((entry) => sourceOf(entry, surroundings));
}

function sourceOf({ name, namespaces, source }: ClusterEntry, surroundings: Surroundings): ClusterSource {
  switch (source.type) {
    case 'server':
      return alwaysThere({ name, namespaces, transport: openTransport({ server: source.server }) });
    case 'kubeconfig':
      return onceOpen(name, async () => {
        const { value, ...lasting } = await kubeconfigConnection(source, surroundings);
        return { value: { name, namespaces, transport: openTransport(value) }, ...lasting };
      });
  }
}
