/** The context of a reconcile run, and what its steps pass on. */
import type { Push } from '../../core/event/push.ts';
import type { Repository } from '../../core/names/repository.ts';
import type { ListedRepository, MissedUpdate } from '../../core/plan/missed-pushes.ts';
import type { ClusterFault, ContainerOutcome } from '../../core/report/report.ts';
import type { Skipped } from '../../core/report/skipped.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import type { ListTags } from '../../registry/tag-listing.ts';
import type { UpdateContext } from '../context.ts';

export interface ReconcileContext extends Omit<UpdateContext, 'watch' | 'maxClockSkewMs'> {
  readonly listTags: ListTags;
  /** The person who runs it; undefined for the schedule. */
  readonly caller?: string | undefined;
  /** After it aborts, no patch is started. */
  readonly stop?: AbortSignal;
  /** Called as a step advances. */
  readonly onProgress?: (
    step: ReconcileStep,
    count: { readonly done: number; readonly total: number },
  ) => void;
}

/** The steps that take time, in their order. */
export type ReconcileStep = 'read clusters' | 'list repositories' | 'compare clusters' | 'update workloads';

/** A cluster that was read, with the number of its objects. */
export interface ReadCluster {
  readonly cluster: Cluster;
  readonly scanned: number;
}

export type FaultOfCluster = ClusterFault & { readonly cluster: string };

/** What runs. */
export interface Survey {
  readonly clusters: readonly ReadCluster[];
  readonly repositories: ReadonlySet<Repository>;
  readonly faults: readonly FaultOfCluster[];
}

/** What the registries have. */
export interface ListedTags {
  readonly tags: ReadonlyMap<Repository, ListedRepository>;
  readonly faults: ReadonlyMap<Repository, ClusterFault>;
  readonly unlistable: readonly Repository[];
}

/** A missed update, and its cluster. */
export interface PlacedUpdate extends MissedUpdate {
  readonly cluster: Cluster;
}

/** What the workloads lack. */
export interface MissedUpdates {
  readonly updates: readonly PlacedUpdate[];
  readonly skipped: readonly { readonly cluster: string; readonly push: Push; readonly skipped: Skipped }[];
  readonly faults: readonly FaultOfCluster[];
}

/** The updates within the limits of their pushes, oldest first, and what these limits hold back. */
export interface SelectedUpdates {
  readonly updates: readonly PlacedUpdate[];
  /** Held back by a limit of their push. */
  readonly skipped: readonly PlacedOutcomes[];
  readonly faults: readonly { readonly cluster: string; readonly push: Push; readonly fault: ClusterFault }[];
}

/** Outcomes of a push in a cluster. */
export interface PlacedOutcomes {
  readonly cluster: string;
  readonly push: Push;
  readonly outcomes: readonly ContainerOutcome[];
}
