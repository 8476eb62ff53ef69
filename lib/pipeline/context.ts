/** What the story works with: given once by an entry point, the same for every event. */
import type { Destination } from '../core/event/message.ts';
import type { Settings } from '../core/settings.ts';
import type { ClusterSource } from '../kubernetes/cluster.ts';
import type { Budgets } from '../async/deadline.ts';

/** What is done with a push, and where. */
export interface Updater {
  readonly settings: Settings;
  readonly sources: readonly ClusterSource[];
  /** `BUDGETS` unless given. */
  readonly budgets?: Budgets;
  /** What `slots` takes unless given. */
  readonly atOnce?: AtOnce;
  readonly watch?: Watch;
  /** Where shares go, one for each cluster; without it, all is done in place. */
  readonly fanOut?: Destination;
}

/** How somebody who waits for the end sees it come, and breaks it off. */
export interface Watch {
  /** How many containers are named under each reason; `Infinity` for all. */
  readonly examples: number;
  /** Once it aborts, no patch is begun; those that are under way are brought to their end. */
  readonly stop: AbortSignal;
  /** An entry of the configuration is done. */
  readonly onEntry?: () => void;
  /** A workload is done. */
  readonly onWorkload?: () => void;
}

export interface AtOnce {
  /** Clusters that are begun at once. */
  readonly clusters: number;
  /** How long each of them may keep the next one waiting, in milliseconds. */
  readonly patienceMs: number;
}
