/**
 * The inspection of a cluster: can it be reached, who are we there, what may we do, what is in it. Tables and
 * `--json` print this and nothing else. What could not be found out is left out, and `faults` says why.
 */
import type { FaultReason } from '../../core/reason.ts';

/** Of one configured cluster; or of an entry of the configuration that led to none. */
export interface Inspection {
  /** What rules and reports call it. */
  readonly cluster: string;
  /** The updater can do here all that it has to: reached, every kind listed, no needed right missing. */
  readonly served: boolean;
  readonly found: Finding;
  /** As the API server calls it: `v1.36.3`. */
  readonly version?: string;
  readonly identity?: Identity;
  /** A row for each kind, and for each namespace where the entry lists them by name. */
  readonly rights?: readonly Right[];
  readonly imageOnlyPolicy: PolicyState;
  /** A row for each kind that was listed. */
  readonly workloads: readonly WorkloadCount[];
  /** How long listing all of them took. */
  readonly scanMilliseconds?: number;
  readonly faults: readonly InspectionFault[];
  /** What a person has to do, or may want to do, beside mending the faults. */
  readonly advice: readonly Advice[];
}

/** How a cluster was found: see `Origin`. */
export interface Finding {
  readonly entry?: string;
  readonly way?: string;
  readonly endpoint?: 'dns' | 'public' | 'private';
  readonly server?: string;
  /** A line for a shell that makes kubectl speak to this cluster, where one can be told. */
  readonly kubectl?: string;
}

/** Who the API server takes us for. */
export interface Identity {
  readonly username: string;
  readonly groups: readonly string[];
}

export const VERBS = ['get', 'list', 'patch'] as const;

export type Verb = (typeof VERBS)[number];

/** What we may do with one kind, in one namespace or everywhere. */
export interface Right {
  readonly kind: string;
  /** As RBAC and kubectl have it: `deployments.apps`. */
  readonly resource: string;
  /** Missing for all namespaces. */
  readonly namespace?: string;
  readonly allowed: Readonly<Record<Verb, boolean>>;
}

/** Whether the API server lets us change nothing but images; `unknown` says why. */
export type PolicyState =
  { readonly state: 'inForce' | 'missing' } | { readonly state: 'unknown'; readonly why: string };

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
  /** `InvalidObject`: some of what was listed is no such workload; the others are served. */
  readonly reason: FaultReason | 'InvalidObject';
  readonly detail: string;
  readonly remedy: string;
}

export interface Advice {
  /** `needed`: without it the cluster is not served. */
  readonly weight: 'needed' | 'advised';
  readonly says: string;
  /** Lines for a shell, run by somebody who may; safe to paste. Capitals stand for what only a person knows. */
  readonly commands: readonly string[];
}
