/** An open GKE cluster: its connections outlive an event, and follow its description when it moves. */
import type { Terms } from '../../core/errors/reason-text.ts';
import type { GoogleIdentity } from '../../google-auth/google-identity.ts';
import type { Connection } from '../../kubernetes/client/connection.ts';
import { reconnectingTransport } from '../../kubernetes/client/reconnecting-transport.ts';
import type { Transport } from '../../kubernetes/client/transport.ts';
import type { Endpoint } from './choose-endpoint.ts';
import { clusterTerms, type GkeCluster } from './gke-cluster.ts';
import { transportWithTerms, type FindTerms } from './transport-with-terms.ts';

export interface OpenCluster {
  readonly transport: Transport;
  /**
   * Sends later requests to the endpoint of this description, which it returns.
   * @throws UpdaterError of `choose`; then the endpoint does not change.
   */
  readonly describe: (cluster: GkeCluster) => Endpoint;
}

/** What an open cluster needs from its entry. */
export interface OpenOptions {
  /** Chooses the endpoint of a description. */
  readonly choose: (cluster: GkeCluster) => Endpoint;
  readonly token: NonNullable<Connection['token']>;
  /** The identity, for remedies about missing roles. */
  readonly member: GoogleIdentity['member'];
  /** Reads the current description, after the cluster was unreachable at its endpoint. */
  readonly lookAgain: (path: string, signal: AbortSignal) => Promise<GkeCluster>;
}

/**
 * Sends nothing yet.
 * @throws UpdaterError of `choose`.
 */
export function openCluster(
  cluster: GkeCluster,
  { choose, token, member, lookAgain }: OpenOptions,
): OpenCluster {
  let current = { cluster, way: choose(cluster) };
  const describe = (next: GkeCluster): Endpoint => {
    if (next !== current.cluster) current = { cluster: next, way: choose(next) };
    return current.way;
  };
  const transport = reconnectingTransport(async ({ forceRefresh, signal }) => {
    const endpoint = forceRefresh ? describe(await lookAgain(cluster.path, signal)) : current.way;
    const { server, tls } = endpoint;
    return { server, token, ...(tls === undefined ? {} : { tls }) };
  });
  const findTerms: FindTerms = async ({ reason }, signal) => ({
    ...clusterErrorTerms(current),
    ...(reason === 'ForbiddenByFrontEnd' ? await memberTerms(member, signal) : {}),
  });
  return { transport: transportWithTerms(transport, findTerms), describe };
}

/** With the DNS endpoint, no command for the cluster itself is needed: the terms contain only the project. */
function clusterErrorTerms({
  cluster,
  way,
}: {
  readonly cluster: GkeCluster;
  readonly way: Endpoint;
}): Terms {
  return way.endpoint === 'dns' ? { PROJECT: cluster.project } : clusterTerms(cluster);
}

/** Only for the command: without a known member the error stays the same. */
async function memberTerms(member: OpenOptions['member'], signal: AbortSignal): Promise<Terms> {
  const known = await member(signal).catch(() => undefined);
  return known === undefined ? {} : { MEMBER: known };
}
