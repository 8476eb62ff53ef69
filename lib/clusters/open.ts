/** From the configured clusters to sources of open ones. Nothing is sent, read or run yet. */
import type { ClusterEntry } from '../config/config.ts';
import { alwaysThere, type ClusterSource } from '../kubernetes/cluster.ts';
import { openTransport } from '../kubernetes/transport.ts';
import { kubeconfigConnection } from './kubeconfig.ts';
import { onceOpen } from './once-open.ts';

/** One source for each entry; what it opens lives as long as the process. */
export function openClusters(entries: readonly ClusterEntry[]): ClusterSource[] {
  return entries.map(sourceOf);
}

function sourceOf({ name, namespaces, source }: ClusterEntry): ClusterSource {
  switch (source.type) {
    case 'server':
      return alwaysThere({ name, namespaces, transport: openTransport({ server: source.server }) });
    case 'kubeconfig':
      return onceOpen(name, async () => {
        const connection = await kubeconfigConnection(source);
        return { name, namespaces, transport: openTransport(connection) };
      });
  }
}
