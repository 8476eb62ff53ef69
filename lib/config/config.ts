/** The parsed configuration, and the result of parsing. */
import type { Caller } from '../core/event/caller.ts';
import type { NamespaceSelection, Settings } from '../core/settings.ts';
import type { Glob } from '../core/names/glob.ts';
import type { Subscription, Topic } from '../core/names/topic.ts';
import type { Complaint } from './complaint.ts';

/** An API server that needs no credentials, such as `kubectl proxy`. */
interface ServerSource {
  readonly type: 'server';
  readonly server: URL;
}

/** A context of a kubeconfig file. */
export interface KubeconfigSource {
  readonly type: 'kubeconfig';
  readonly path: string;
  /** Default: the current context of the file. */
  readonly context?: string;
}

/** The cluster in which this process runs as a pod. */
interface InClusterSource {
  readonly type: 'inCluster';
}

/** One GKE cluster, or all that discovery finds. */
export interface GkeSource {
  readonly type: 'gke';
  /** The original text: `projects/P/locations/L/clusters/C`. */
  readonly path: string;
  readonly project: string;
  /** `-` for all locations. */
  readonly location: string;
  /** `-` for all clusters. */
  readonly cluster: string;
  /** Resource labels that a cluster has to have, by exact value; empty if the path names a single cluster. */
  readonly labels: Readonly<Record<string, string>>;
  readonly endpoint: EndpointChoice;
  /** E-mail of the service account to impersonate, for the Container API and the clusters. */
  readonly impersonate?: string;
}

/** `auto` prefers the DNS endpoint if it allows external traffic, else the public, else the private address. */
export type EndpointChoice = 'auto' | 'dns' | 'public' | 'private';

/** How to connect to a cluster. */
export type SourceConfig = ServerSource | KubeconfigSource | InClusterSource | GkeSource;

export interface ClusterEntry {
  /**
   * The unique name of the cluster in rules and reports. The clusters of a GKE entry with `-` are named `P/L/C`; this is
   * then the name of the entry.
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
  /** How registries are read; the first entry whose globs match a repository is used. */
  readonly registries: readonly RegistryEntry[];
  /** Undefined: every call is rejected. */
  readonly callback?: CallbackConfig;
  /** Accounts of push subscriptions. Without them every push to `serve` is rejected. */
  readonly pushers: readonly Pusher[];
}

/** How the registries of some repositories are read. */
export interface RegistryEntry {
  /** Globs for canonical repositories; at least one. */
  readonly repositories: readonly Glob[];
  /** E-mail of the service account with which Google's registries are read. Default: Application Default Credentials. */
  readonly impersonate?: string;
  /** Whether the digest of a tag is requested from the registry. */
  readonly lookUp: boolean;
}

/** The service account of push subscriptions, and the topics that it may push. */
export interface Pusher {
  readonly email: string;
  /** Accepted audiences of its tokens; at least one. */
  readonly audiences: readonly string[];
  /** At least one. */
  readonly topics: readonly Topic[];
}

/** Authorized callers of the HTTP API. */
export interface CallbackConfig {
  readonly audiences: readonly string[];
  /** Not empty implies at least one audience. */
  readonly emails: readonly string[];
  readonly keys: readonly ApiKey[];
  readonly callsInFlight: number;
}

export interface ApiKey extends Caller {
  /** The hash of the key: 64 lower-case hex digits. */
  readonly sha256: string;
}

/** The default: no caller is authorized. */
export const NO_CALLERS: CallbackConfig = { audiences: [], emails: [], keys: [], callsInFlight: 20 };

/** Topics and subscriptions of the updater. */
export interface PubSubConfig {
  /** The topic for cluster tasks; undefined: all clusters are updated in place. */
  readonly fanOut?: Topic;
  readonly replay?: Topic;
  readonly results?: Topic;
  /** The topic on which a request to reconcile arrives; undefined: none does. */
  readonly reconcile?: Topic;
  readonly deadLetters?: Subscription;
  readonly subscriptions: readonly Subscription[];
}

/** A configuration with its warnings, or all complaints. */
export type ParsedConfig =
  | { readonly config: Config; readonly warnings: readonly Complaint[] }
  | { readonly complaints: readonly Complaint[] };
