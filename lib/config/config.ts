/** The parsed configuration, and what may be wrong with one. */
import type { NamespaceSelection, Settings } from '../core/settings.ts';
import type { Complaint } from './complaint.ts';

/** A plain API server that wants no token, as `kubectl proxy` gives. */
export interface ServerSource {
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

/** Where a cluster is and how it is reached; GKE and in-cluster access join here. */
export type Source = ServerSource | KubeconfigSource;

export interface ClusterEntry {
  /** What rules and reports call the cluster; no two entries have the same. */
  readonly name: string;
  readonly namespaces: NamespaceSelection;
  readonly source: Source;
}

export interface Config {
  readonly settings: Settings;
  /** At least one. */
  readonly clusters: readonly ClusterEntry[];
}

/** A configuration, with what is allowed and yet worth a word; or everything that is wrong with it. */
export type ParsedConfig =
  | { readonly config: Config; readonly warnings: readonly Complaint[] }
  | { readonly complaints: readonly Complaint[] };
