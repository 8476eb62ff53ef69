/** From the configured clusters to sources of open ones. Nothing is sent, read or run yet. */
import type { ClusterEntry, GkeSource, Source } from '../config/config.ts';
import { onceForEach } from '../async/once-for-each.ts';
import { googleIdentities } from '../google-auth/identity.ts';
import type { ClusterSource } from '../kubernetes/cluster.ts';
import { WALL_CLOCK } from '../async/clock.ts';
import type { Connection } from '../kubernetes/client/connection.ts';
import type { Lasting } from '../async/cached-value.ts';
import { fleetOf } from './gke/fleet.ts';
import { gkeSource } from './gke/gke-source.ts';
import { inClusterConnection } from './in-cluster.ts';
import { nameOfKubeconfig } from './kubeconfig-file.ts';
import { kubeconfigConnection } from './kubeconfig.ts';
import { oneCluster } from './one-cluster.ts';
import type { Surroundings } from './surroundings.ts';

/** One source for each entry, in their order; what it opens lives as long as the process. */
export function openClusters(entries: readonly ClusterEntry[], surroundings: Surroundings): ClusterSource[] {
  const { now } = surroundings.clock ?? WALL_CLOCK;
  const identityOf = googleIdentities(surroundings.environment, { now });
  const fleetBy = onceForEach((impersonate: string | undefined) =>
    fleetOf(identityOf(impersonate), surroundings),
  );
  const others = entries.flatMap(({ source }) => (source.type === 'gke' ? [source] : []));
  return entries.map(({ name, namespaces, source }, index) => {
    const place = { name, namespaces, entry: `clusters[${index}]` };
    if (source.type === 'gke') {
      const { impersonate } = source;
      return gkeSource({ ...place, source, others }, identityOf(impersonate), fleetBy(impersonate)(source));
    }
    const { way, connect } = wayTo(source, surroundings);
    return oneCluster({ ...place, way }, connect, surroundings.clock);
  });
}

interface WayToOne {
  /** For people. */
  readonly way: string;
  readonly connect: () => Promise<Lasting<Connection>>;
}

function wayTo(source: Exclude<Source, GkeSource>, surroundings: Surroundings): WayToOne {
  switch (source.type) {
    case 'server': {
      const { server } = source;
      return { way: server.href, connect: () => Promise.resolve({ value: { server } }) };
    }
    case 'kubeconfig':
      return { way: nameOfKubeconfig(source), connect: () => kubeconfigConnection(source, surroundings) };
    case 'inCluster':
      return { way: 'inCluster', connect: () => inClusterConnection(surroundings) };
  }
}
