/**
 * The inspection of a cluster: connection, user, rights and workloads. Tables and `--json` print exactly this. Findings that
 * failed are undefined, and `faults` says why.
 */
import type { ErrorReason } from '../../core/errors/reason.ts';
import type { Origin } from '../../kubernetes/cluster.ts';

export type Inspection = Inspected | NotInspected;

/** A row for each configured cluster, and for each entry without a cluster. */
interface InspectionRow {
  /** The name in rules and reports. */
  readonly cluster: string;
  /** Reachable, every kind listed, and no required permission missing. */
  readonly ready: boolean;
  /** Why it is not ready, in one word. */
  readonly why?: NotReadyReason;
  readonly found?: FoundAs;
  readonly faults: readonly InspectionFault[];
  /** What a person has to do, or should do, in addition to fixing the faults. */
  readonly advice: readonly Advice[];
}

/** A cluster that answered. */
export interface Inspected extends InspectionRow {
  readonly state: 'inspected';
  /** In the form of the API server: `v1.36.3`. */
  readonly version?: string;
  readonly identity?: Identity;
  /** A row for each kind, or for each kind and namespace if the entry includes only named namespaces. */
  readonly rights?: readonly Right[];
  readonly imageOnlyPolicy: PolicyState;
  /** A row for each kind that was listed. */
  readonly workloads: readonly WorkloadCount[];
  /** The duration of listing all kinds. */
  readonly scanMilliseconds: number;
}

/**
 * - `unreachable`: the cluster exists, but requests fail.
 * - `notFound`: an entry for which no cluster, or not every cluster, was found.
 * - `empty`: an entry that matches no cluster now, which is not an error: it counts as ready.
 */
export interface NotInspected extends InspectionRow {
  readonly state: 'unreachable' | 'notFound' | 'empty';
}

/** The reason of an error; `rights` if only permissions are missing. */
export type NotReadyReason = InspectionFault['reason'] | 'rights';

/** The origin of the cluster, or of an entry without a cluster. In JSON, `server` is a text. */
export type FoundAs = Pick<Origin, 'entry' | 'way'> & Partial<Origin>;

/** The user that the API server sees. */
export interface Identity {
  readonly username: string;
  readonly groups: readonly string[];
}

export const VERBS = ['get', 'list', 'patch'] as const;

export type Verb = (typeof VERBS)[number];

/** The permissions for one kind, in a namespace or in all. */
export interface Right {
  readonly kind: string;
  /** In the form of RBAC and kubectl: `deployments.apps`. */
  readonly resource: string;
  /** Undefined: all namespaces. */
  readonly namespace?: string;
  readonly allowed: Readonly<Record<Verb, boolean>>;
}

/** Whether the API server restricts the updater to images, tested on a workload of each kind. */
export type PolicyState =
  | { readonly state: 'inForce'; readonly unchecked?: readonly UncheckedKind[] }
  // `open`: resources of which the updater may change all fields, in the form of RBAC.
  | {
      readonly state: 'missing';
      readonly open: readonly string[];
      readonly unchecked?: readonly UncheckedKind[];
    }
  | { readonly state: 'unknown'; readonly why: string };

/** A kind for which the policy could not be tested. */
export interface UncheckedKind {
  readonly resource: string;
  readonly why: string;
}

export interface WorkloadCount {
  readonly kind: string;
  /** All objects, including those in excluded namespaces. */
  readonly count: number;
  /** The cluster does not have this kind. */
  readonly absent?: true;
}

export interface InspectionFault {
  /** The operation: `list deployments`. */
  readonly where: string;
  /** `InvalidObject`: some listed objects are invalid; the others are counted. */
  readonly reason: ErrorReason | 'InvalidObject';
  readonly detail: string;
  readonly remedy: string;
  /** Shell commands for the remedy, like those of {@link Advice}. */
  readonly commands: readonly string[];
}

export interface Advice {
  /** `needed`: without it the cluster is not ready. */
  readonly weight: 'needed' | 'advised';
  readonly message: string;
  /** Shell commands for an administrator; safe to paste. Words in capitals are placeholders. */
  readonly commands: readonly string[];
}
