/** Creates the sources of the configured clusters. Sends, reads and runs nothing yet. */
import type { ClusterEntry, GkeSource, SourceConfig } from '../config/config.ts';
import { memoize } from '../async/memoize.ts';
import { googleIdentities } from '../google-auth/google-identity.ts';
import type { ClusterSource } from '../kubernetes/cluster.ts';
import { WALL_CLOCK } from '../async/clock.ts';
import type { Connection } from '../kubernetes/client/connection.ts';
import type { Expiring } from '../async/cached-value.ts';
import { shareDiscovery } from './gke/shared-discovery.ts';
import { gkeSource } from './gke/gke-source.ts';
import { inClusterConnection } from './in-cluster.ts';
import { describeKubeconfig } from './kubeconfig-file.ts';
import { kubeconfigConnection } from './kubeconfig.ts';
import { oneCluster } from './one-cluster.ts';
import type { ConnectOptions } from './connect-options.ts';

/** One source for each entry, in their order; opened clusters live as long as the process. */
export function openClusters(entries: readonly ClusterEntry[], options: ConnectOptions): ClusterSource[] {
  const { now } = options.clock ?? WALL_CLOCK;
  const findIdentity = googleIdentities(options.environment, { now });
  const fleetBy = memoize((impersonate: string | undefined) =>
    shareDiscovery(findIdentity(impersonate), options),
  );
  const others = entries.flatMap(({ source }) => (source.type === 'gke' ? [source] : []));
  return entries.map(({ name, namespaces, source }, index) => {
    const place = { name, namespaces, entry: `clusters[${index}]` };
    if (source.type === 'gke') {
      const { impersonate } = source;
      return gkeSource({ ...place, source, others }, findIdentity(impersonate), fleetBy(impersonate)(source));
    }
    const { way, connect } = connectionMethod(source, options);
    return oneCluster({ ...place, way }, connect, options.clock);
  });
}

interface ConnectionMethod {
  /** For people. */
  readonly way: string;
  readonly connect: () => Promise<Expiring<Connection>>;
}

function connectionMethod(
  source: Exclude<SourceConfig, GkeSource>,
  options: ConnectOptions,
): ConnectionMethod {
  switch (source.type) {
    case 'server': {
      const { server } = source;
      return { way: server.href, connect: () => Promise.resolve({ value: { server } }) };
    }
    case 'kubeconfig':
      return { way: describeKubeconfig(source), connect: () => kubeconfigConnection(source, options) };
    case 'inCluster':
      return { way: 'inCluster', connect: () => inClusterConnection(options) };
  }
}
