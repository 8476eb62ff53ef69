/** Chooses the endpoint of a GKE cluster, and the CA that has to sign its certificate. */
import type { EndpointChoice } from '../../config/config.ts';
import { UpdaterError } from '../../core/errors/updater-error.ts';
import type { EndpointKind } from '../../kubernetes/cluster.ts';
import type { Tls } from '../../kubernetes/client/connection.ts';
import { tlsComplaint } from '../usable-tls.ts';
import { clusterTerms, type GkeCluster } from './gke-cluster.ts';

export interface Endpoint {
  readonly endpoint: EndpointKind;
  readonly server: URL;
  /** Undefined: a public CA. */
  readonly tls?: Tls;
}

// The first available one.
const CANDIDATES: Readonly<Record<EndpointChoice, readonly EndpointKind[]>> = {
  auto: ['dns', 'public', 'private'],
  dns: ['dns'],
  public: ['public'],
  private: ['private'],
};

// The DNS endpoint is a Google front end. An IP endpoint is the API server itself, with a certificate of the cluster's CA.
const SIGNED_BY: Readonly<Record<EndpointKind, 'public roots' | 'CA of the cluster'>> = {
  dns: 'public roots',
  public: 'CA of the cluster',
  private: 'CA of the cluster',
};

/** @throws UpdaterError `NoEndpoint`, with the reason of each candidate; `InvalidCa`. */
export function chooseEndpoint(cluster: GkeCluster, choice: EndpointChoice): Endpoint {
  const lacking: string[] = [];
  for (const kind of CANDIDATES[choice]) {
    const endpoint = cluster.endpoints[kind];
    if ('server' in endpoint) return { endpoint: kind, server: endpoint.server, ...tlsFor(cluster, kind) };
    lacking.push(endpoint.lacking);
  }
  const message = `${cluster.path}: endpoint: ${choice}: ${[...new Set(lacking)].join('; ')}`;
  throw new UpdaterError('NoEndpoint', message, { terms: clusterTerms(cluster) });
}

function tlsFor(cluster: GkeCluster, kind: EndpointKind): Pick<Endpoint, 'tls'> {
  if (SIGNED_BY[kind] === 'public roots') return {};
  const complaint = tlsComplaint({ ca: cluster.ca });
  if (complaint === undefined) return { tls: { ca: cluster.ca } };
  const message = `${cluster.path}: masterAuth.clusterCaCertificate: ${complaint}`;
  throw new UpdaterError('InvalidCa', message, { terms: clusterTerms(cluster) });
}
