/** An entry that stands for one cluster, whose connection has to be worked out first. */
import type { NamespaceSelection } from '../core/settings.ts';
import type { ClusterSource } from '../kubernetes/cluster.ts';
import { WALL_CLOCK, type Clock } from '../async/clock.ts';
import type { Connection } from '../kubernetes/client/connection.ts';
import { reconnectingTransport } from '../kubernetes/client/reconnecting-transport.ts';
import { cachedUntilExpiry, type Expiring } from '../async/cached-value.ts';

/** How soon what was just worked out is not worked out again, in milliseconds. */
const YOUNG_MS = 10_000;

export interface OneCluster {
  readonly name: string;
  readonly namespaces: NamespaceSelection;
  /** For people: its place in the configuration, and what it names. */
  readonly entry: string;
  readonly way: string;
}

/**
 * Its source. `connect` is asked when an event wants the cluster, until it succeeds, and again when what it gave
 * has ended or leads nowhere any more.
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
