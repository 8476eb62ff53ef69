/**
 * The inspection of a cluster: can it be reached, as whom, with which rights, and what is in it. Tables and
 * `--json` print this and nothing else. What could not be found out is left out, and `faults` says why.
 */
import type { ErrorReason } from '../../core/errors/reason.ts';
import type { Origin } from '../../kubernetes/cluster.ts';

export type Inspection = Inspected | NotInspected;

/** A row for each configured cluster, and for each entry of the configuration that led to none. */
interface InspectionRow {
  /** What rules and reports call it. */
  readonly cluster: string;
  /** The updater can do here all that it has to: reached, every kind listed, no needed right missing. */
  readonly ready: boolean;
  /** Why it is not ready, in one word. */
  readonly why?: NotReadyReason;
  readonly found?: FoundAs;
  readonly faults: readonly InspectionFault[];
  /** What a person has to do, or may want to do, beside mending the faults. */
  readonly advice: readonly Advice[];
}

/** A cluster that answered. */
export interface Inspected extends InspectionRow {
  readonly state: 'inspected';
  /** As the API server calls it: `v1.36.3`. */
  readonly version?: string;
  readonly identity?: Identity;
  /** A row for each kind, and for each namespace where the entry lists them by name. */
  readonly rights?: readonly Right[];
  readonly imageOnlyPolicy: PolicyState;
  /** A row for each kind that was listed. */
  readonly workloads: readonly WorkloadCount[];
  /** How long listing all of them took. */
  readonly scanMilliseconds: number;
}

/**
 * - `unreachable`: a cluster that is there and could not be asked.
 * - `notFound`: an entry that led to no cluster, or not to all of them.
 * - `empty`: an entry that stands for no cluster now, which is nothing wrong: it counts as ready.
 */
export interface NotInspected extends InspectionRow {
  readonly state: 'unreachable' | 'notFound' | 'empty';
}

/** The reason of a fault; `rights` where nothing but rights is missing. */
export type NotReadyReason = InspectionFault['reason'] | 'rights';

/** How it was found; of an entry that led to no cluster, what it names. As JSON, `server` is a text. */
export type FoundAs = Pick<Origin, 'entry' | 'way'> & Partial<Origin>;

/** The user that the API server sees. */
export interface Identity {
  readonly username: string;
  readonly groups: readonly string[];
}

export const VERBS = ['get', 'list', 'patch'] as const;

export type Verb = (typeof VERBS)[number];

/** What the updater may do with one kind, in one namespace or everywhere. */
export interface Right {
  readonly kind: string;
  /** As RBAC and kubectl have it: `deployments.apps`. */
  readonly resource: string;
  /** Missing for all namespaces. */
  readonly namespace?: string;
  readonly allowed: Readonly<Record<Verb, boolean>>;
}

/** Whether the API server lets the updater change nothing but images, tried on a workload of each kind that has one. */
export type PolicyState =
  | { readonly state: 'inForce'; readonly unchecked?: readonly UncheckedKind[] }
  // `open`: resources of which the updater may change anything, as RBAC has them.
  | {
      readonly state: 'missing';
      readonly open: readonly string[];
      readonly unchecked?: readonly UncheckedKind[];
    }
  | { readonly state: 'unknown'; readonly why: string };

/** A kind of which nobody knows whether the policy holds for it. */
export interface UncheckedKind {
  readonly resource: string;
  readonly why: string;
}

export interface WorkloadCount {
  readonly kind: string;
  /** All objects, those of namespaces that are left out among them. */
  readonly count: number;
  /** The cluster does not have this kind. */
  readonly absent?: true;
}

export interface InspectionFault {
  /** What was being done: `list deployments`. */
  readonly where: string;
  /** `InvalidObject`: some of what was listed is no such workload; the others count. */
  readonly reason: ErrorReason | 'InvalidObject';
  readonly detail: string;
  readonly remedy: string;
  /** Lines for a shell that do what the remedy says, as {@link Advice} has them. */
  readonly commands: readonly string[];
}

export interface Advice {
  /** `needed`: without it the cluster is not ready. */
  readonly weight: 'needed' | 'advised';
  readonly message: string;
  /** Lines for a shell, run by somebody who may; safe to paste. Capitals stand for what only a person knows. */
  readonly commands: readonly string[];
}
