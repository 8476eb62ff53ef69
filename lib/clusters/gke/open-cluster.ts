/** A GKE cluster that is open: its connections outlive an event, and follow what is told of it. */
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
   * Has what is sent from now on go where this description says, and gives that way.
   * @throws UpdaterError of `choose`; then it all stays as it was.
   */
  readonly describe: (cluster: GkeCluster) => Endpoint;
}

/** What is open needs to know of its entry. */
export interface OpenOptions {
  /** Where a description leads to. */
  readonly choose: (cluster: GkeCluster) => Endpoint;
  readonly token: NonNullable<Connection['token']>;
  /** Who asks, to be named where a role is missing. */
  readonly member: GoogleIdentity['member'];
  /** The cluster as it is now, after it could not be reached where it was. */
  readonly lookAgain: (path: string, signal: AbortSignal) => Promise<GkeCluster>;
}

/**
 * Nothing is sent yet.
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

/** At its DNS endpoint nothing has to be changed in a cluster to reach it: there the project alone is named. */
function clusterErrorTerms({
  cluster,
  way,
}: {
  readonly cluster: GkeCluster;
  readonly way: Endpoint;
}): Terms {
  return way.endpoint === 'dns' ? { PROJECT: cluster.project } : clusterTerms(cluster);
}

/** For the command alone: a fault that cannot name the member is still that fault. */
async function memberTerms(member: OpenOptions['member'], signal: AbortSignal): Promise<Terms> {
  const known = await member(signal).catch(() => undefined);
  return known === undefined ? {} : { MEMBER: known };
}
