/** An entry with a single cluster, whose connection is determined when it is needed. */
import type { NamespaceSelection } from '../core/settings.ts';
import type { ClusterSource } from '../kubernetes/cluster.ts';
import { WALL_CLOCK, type Clock } from '../async/clock.ts';
import type { Connection } from '../kubernetes/client/connection.ts';
import { reconnectingTransport } from '../kubernetes/client/reconnecting-transport.ts';
import { cachedUntilExpiry, type Expiring } from '../async/cached-value.ts';

/** The minimum age of a connection before it is determined again, in milliseconds. */
const YOUNG_MS = 10_000;

export interface OneCluster {
  readonly name: string;
  readonly namespaces: NamespaceSelection;
  /** For people: its path in the configuration, and its source. */
  readonly entry: string;
  readonly way: string;
}

/**
 * The source. `connect` is called when an event needs the cluster, until it succeeds, and again when its connection has
 * expired or the cluster is unreachable.
 */
export function oneCluster(
  { name, namespaces, entry, way }: OneCluster,
  connect: () => Promise<Expiring<Connection>>,
  { now }: Clock = WALL_CLOCK,
): ClusterSource {
  const connection = cachedUntilExpiry(name, connect, { now, minAgeMs: YOUNG_MS });
  const transport = reconnectingTransport(connection);
  const find: ClusterSource['find'] = async ({ signal }) => {
    const { server } = await connection({ forceRefresh: false, signal });
    return { clusters: [{ name, namespaces, transport, origin: { entry, way, server } }], missing: [] };
  };
  return { name, origin: { entry, way }, find };
}
