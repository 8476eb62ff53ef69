/** A GKE cluster that is open: its connections outlive an event, and follow what is told of it. */
import type { Connection } from '../../kubernetes/http/connection.ts';
import { followingTransport } from '../../kubernetes/http/following.ts';
import type { Transport } from '../../kubernetes/http/transport.ts';
import type { Way } from './endpoint.ts';
import type { GkeCluster } from './gke-cluster.ts';

export interface OpenCluster {
  readonly transport: Transport;
  /**
   * Has what is sent from now on go where this description says, and gives that way.
   * @throws Fault of `choose`; then it all stays as it was.
   */
  readonly describe: (cluster: GkeCluster) => Way;
}

/** What is open needs to know of its entry. */
export interface Opening {
  /** Where a description leads to. */
  readonly choose: (cluster: GkeCluster) => Way;
  readonly token: NonNullable<Connection['token']>;
  /** The cluster as it is now, after it could not be reached where it was. */
  readonly lookAgain: (path: string, signal: AbortSignal) => Promise<GkeCluster>;
}

/**
 * Nothing is sent yet.
 * @throws Fault of `choose`.
 */
export function openCluster(cluster: GkeCluster, { choose, token, lookAgain }: Opening): OpenCluster {
  let current = { cluster, way: choose(cluster) };
  const describe = (next: GkeCluster): Way => {
    if (next !== current.cluster) current = { cluster: next, way: choose(next) };
    return current.way;
  };
  const transport = followingTransport(async ({ renew, signal }) => {
    const way = renew ? describe(await lookAgain(cluster.path, signal)) : current.way;
    const { server, tls } = way;
    return { server, token, ...(tls === undefined ? {} : { tls }) };
  });
  return { transport, describe };
}
