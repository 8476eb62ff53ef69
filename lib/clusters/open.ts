/** Opens the configured clusters: each entry ends in one connection. Nothing is sent yet. */
import type { ClusterEntry } from '../config/config.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import type { Connection } from '../kubernetes/connection.ts';
import { openTransport } from '../kubernetes/transport.ts';

/** One cluster for each entry, with a transport of its own that lives as long as the process. */
export function openClusters(entries: readonly ClusterEntry[]): Cluster[] {
  return entries.map(({ name, namespaces, source }) => ({
    name,
    namespaces,
    transport: openTransport(connectionTo(source)),
  }));
}

function connectionTo(source: ClusterEntry['source']): Connection {
  switch (source.type) {
    case 'server':
      return { server: source.server };
  }
}
