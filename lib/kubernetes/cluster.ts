/** A cluster as the story works on it, and where clusters come from. */
import type { Fault } from '../core/fault.ts';
import type { ClusterScope } from '../core/plan.ts';
import type { Budget } from './http/retry.ts';
import type { Transport } from './http/transport.ts';

export interface Cluster extends ClusterScope {
  /** Kept between events: its connections are what makes the next one quick. */
  readonly transport: Transport;
  readonly origin?: Origin;
}

/** Where a cluster was found, for people. */
export interface Origin {
  /** Its entry in the configuration: `clusters[0]`. */
  readonly entry: string;
  /** What the entry names: `projects/shop/locations/europe-west1/clusters/production`, `~/.kube/config, context a`. */
  readonly way: string;
  /** Which of its endpoints, where a cluster has several. */
  readonly endpoint?: 'dns' | 'public' | 'private';
  /** The API server's address; missing where it is not known before the first request. */
  readonly server?: URL;
}

/** What an entry stands for at one moment. */
export interface Found {
  readonly clusters: readonly Cluster[];
  /** What belongs to it and cannot be worked on, by the name that reports call it. */
  readonly missing: readonly Missing[];
}

export interface Missing {
  readonly name: string;
  readonly fault: Fault;
}

/** One entry of the configuration. */
export interface ClusterSource {
  /** What reports call the entry where it finds no cluster. */
  readonly name: string;
  /**
   * The clusters that the entry stands for at this moment. Connections are kept between calls.
   * @throws Fault where that cannot be told at all.
   */
  readonly find: (budget: Budget) => Promise<Found>;
}

/** The source of a cluster that is known and open already. */
export function alwaysThere(cluster: Cluster): ClusterSource {
  return { name: cluster.name, find: () => Promise.resolve({ clusters: [cluster], missing: [] }) };
}
