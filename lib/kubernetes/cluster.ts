/** An open cluster, and sources of clusters. */
import type { UpdaterError } from '../core/errors/updater-error.ts';
import type { ClusterScope } from '../core/plan/skip-workload.ts';
import type { Deadline } from '../async/deadline.ts';
import type { Transport } from './client/transport.ts';

export interface Cluster extends ClusterScope {
  /** Kept between events, so that the next event can reuse its connections. */
  readonly transport: Transport;
  readonly origin?: Origin;
}

/** The endpoint, for a cluster with several. */
export type EndpointKind = 'dns' | 'public' | 'private';

/** The origin of a cluster, for people. */
export interface Origin {
  /** Its entry in the configuration: `clusters[0]`. */
  readonly entry: string;
  /** The source of the entry: `projects/shop/locations/europe-west1/clusters/production`, `~/.kube/config, context a`. */
  readonly way: string;
  readonly endpoint?: EndpointKind;
  /** The address of the API server; undefined if it is not known before the first request. */
  readonly server?: URL;
  /**
   * A shell command that configures kubectl for the cluster, with the credentials of the person who runs it. Undefined for a
   * kubeconfig: its user is the updater itself, which cannot grant permissions to itself.
   */
  readonly kubectl?: string;
  /** The context of kubectl that this line makes, safe in a shell. */
  readonly context?: string;
}

/** The clusters of an entry at one moment. */
export interface FoundClusters {
  readonly clusters: readonly Cluster[];
  /** Clusters of the entry that cannot be opened, with their names in reports. */
  readonly missing: readonly MissingCluster[];
}

export interface MissingCluster {
  readonly name: string;
  readonly fault: UpdaterError;
  /** The origin of an existing cluster; undefined if the error is about the entry itself. */
  readonly origin?: Origin;
}

/** An entry of the configuration. */
export interface ClusterSource {
  /** The name of the entry in reports, if it has no cluster. */
  readonly name: string;
  /** The entry and its source, whether a cluster is found or not. */
  readonly origin?: Pick<Origin, 'entry' | 'way'>;
  /**
   * The current clusters of the entry. Connections are kept between calls.
   * @throws UpdaterError if they cannot be determined.
   */
  readonly find: (deadline: Deadline) => Promise<FoundClusters>;
}
