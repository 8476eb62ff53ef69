/** A cluster as the story works on it, and where clusters come from. */
import type { UpdaterError } from '../core/errors/updater-error.ts';
import type { ClusterScope } from '../core/plan/plan.ts';
import type { Deadline } from '../async/deadline.ts';
import type { Transport } from './client/transport.ts';

export interface Cluster extends ClusterScope {
  /** Kept between events: its connections are what makes the next one quick. */
  readonly transport: Transport;
  readonly origin?: Origin;
}

/** Which endpoint of a cluster that has several. */
export type EndpointKind = 'dns' | 'public' | 'private';

/** Where a cluster was found, for people. */
export interface Origin {
  /** Its entry in the configuration: `clusters[0]`. */
  readonly entry: string;
  /** What the entry names: `projects/shop/locations/europe-west1/clusters/production`, `~/.kube/config, context a`. */
  readonly way: string;
  readonly endpoint?: EndpointKind;
  /** The API server's address; missing where it is not known before the first request. */
  readonly server?: URL;
  /**
   * A line for a shell that makes kubectl speak to it, as whoever pastes it. None for a kubeconfig: its user is
   * the updater itself, which cannot grant itself a right.
   */
  readonly kubectl?: string;
  /** The context of kubectl that this line makes, safe in a shell. */
  readonly context?: string;
}

/** What an entry stands for at one moment. */
export interface FoundClusters {
  readonly clusters: readonly Cluster[];
  /** What belongs to it and cannot be worked on, by the name that reports call it. */
  readonly missing: readonly MissingCluster[];
}

export interface MissingCluster {
  readonly name: string;
  readonly fault: UpdaterError;
  /** Where it was found, of a cluster that is there; none where the entry itself is what is wrong. */
  readonly origin?: Origin;
}

/** One entry of the configuration. */
export interface ClusterSource {
  /** What reports call the entry where it finds no cluster. */
  readonly name: string;
  /** The entry and what it names, whether a cluster is found or not. */
  readonly origin?: Pick<Origin, 'entry' | 'way'>;
  /**
   * The clusters that the entry stands for at this moment. Connections are kept between calls.
   * @throws UpdaterError where that cannot be told at all.
   */
  readonly find: (deadline: Deadline) => Promise<FoundClusters>;
}
