/** The parsed configuration, and what may be wrong with one. */
import type { Caller } from '../core/event/caller.ts';
import type { NamespaceSelection, Settings } from '../core/settings.ts';
import type { Subscription, Topic } from '../core/names/topic.ts';
import type { Complaint } from './complaint.ts';

/** A plain API server that wants no token, as `kubectl proxy` gives. */
interface ServerSource {
  readonly type: 'server';
  readonly server: URL;
}

/** A context of a kubeconfig file. */
export interface KubeconfigSource {
  readonly type: 'kubeconfig';
  readonly path: string;
  /** The file's current context where it is not named. */
  readonly context?: string;
}

/** The cluster in which this process runs as a pod. */
interface InClusterSource {
  readonly type: 'inCluster';
}

/** One GKE cluster, or all that are found. */
export interface GkeSource {
  readonly type: 'gke';
  /** As it was written: `projects/P/locations/L/clusters/C`. */
  readonly path: string;
  readonly project: string;
  /** `-` for all locations. */
  readonly location: string;
  /** `-` for all clusters. */
  readonly cluster: string;
  /** Resource labels that a cluster has to have, by exact value; empty where the path names one cluster. */
  readonly labels: Readonly<Record<string, string>>;
  readonly endpoint: EndpointChoice;
  /** E-mail of the service account to act as, in the Container API and in the clusters. */
  readonly impersonate?: string;
}

/** `auto` prefers the DNS endpoint if it allows external traffic, else the public, else the private address. */
export type EndpointChoice = 'auto' | 'dns' | 'public' | 'private';

/** Where a cluster is and how it is reached. */
export type SourceConfig = ServerSource | KubeconfigSource | InClusterSource | GkeSource;

export interface ClusterEntry {
  /**
   * What rules and reports call the cluster; no two entries have the same. Where a GKE entry stands for several
   * clusters, it is what the entry itself is called, and they are called `P/L/C`.
   */
  readonly name: string;
  readonly namespaces: NamespaceSelection;
  readonly source: SourceConfig;
}

export interface Config {
  readonly settings: Settings;
  /** At least one. */
  readonly clusters: readonly ClusterEntry[];
  readonly pubsub: PubSubConfig;
  /** Without it nobody may call. */
  readonly callback?: CallbackConfig;
  /** Accounts of push subscriptions; nobody may push to `serve` without. */
  readonly pushers: readonly Pusher[];
}

/** The service account of push subscriptions, and what it may push. */
export interface Pusher {
  readonly email: string;
  /** What its tokens may be made for; at least one. */
  readonly audiences: readonly string[];
  /** At least one. */
  readonly topics: readonly Topic[];
}

/** Who may call over HTTP. */
export interface CallbackConfig {
  readonly audiences: readonly string[];
  /** At least one audience where there are any. */
  readonly emails: readonly string[];
  readonly keys: readonly ApiKey[];
  readonly callsInFlight: number;
}

export interface ApiKey extends Caller {
  /** Of the key: 64 lower-case hex digits. */
  readonly sha256: string;
}

/** What counts where nothing is configured: nobody may call. */
export const NO_CALLERS: CallbackConfig = { audiences: [], emails: [], keys: [], callsInFlight: 20 };

/** Topics and subscriptions of the updater. */
export interface PubSubConfig {
  /** Where shares go; without it all is done in place. */
  readonly fanOut?: Topic;
  readonly replay?: Topic;
  readonly results?: Topic;
  readonly deadLetters?: Subscription;
  readonly subscriptions: readonly Subscription[];
}

/** A configuration, with what is allowed and yet worth a word; or everything that is wrong with it. */
export type ParsedConfig =
  | { readonly config: Config; readonly warnings: readonly Complaint[] }
  | { readonly complaints: readonly Complaint[] };
