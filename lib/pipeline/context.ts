/** What the story works with: given once by an entry point, the same for every event. */
import type { DeletedDigest } from '../core/event/deleted-digest.ts';
import type { EventResult } from '../core/report/event-result.ts';
import type { RunningDigest } from '../core/report/running-digest.ts';
import type { Destination } from '../core/event/message.ts';
import type { Updated } from '../core/report/report.ts';
import type { Settings } from '../core/settings.ts';
import type { ClusterSource } from '../kubernetes/cluster.ts';
import type { Deadline, TimeLimits } from '../async/deadline.ts';

/** How a push is processed, and where. */
export interface UpdateContext {
  readonly settings: Settings;
  readonly sources: readonly ClusterSource[];
  /** `TIME_LIMITS` unless given. */
  readonly timeLimits?: TimeLimits;
  /** That of `slots` unless given. */
  readonly concurrency?: Concurrency;
  readonly watch?: ProgressWatch;
  /** Takes each update when the API server has acknowledged it. */
  readonly onUpdated?: ((cluster: string, updated: Updated) => void) | undefined;
  /**
   * For a push whose time is that of the local clock: by how many milliseconds that and the clock of an API server may
   * differ. They are not compared unless given.
   */
  readonly maxClockSkewMs?: number;
}

/** What an event is handled with. */
export interface App extends UpdateContext {
  /** Takes a log line. */
  readonly log: (line: string) => void;
  /** Where cluster tasks are published; without it, or with a single cluster, the event is processed in place. */
  readonly fanOut?: Destination | undefined;
  /** Where a push is queued that may succeed later. */
  readonly replay?: Destination | undefined;
  /** Where reports are published. */
  readonly results?: Destination | undefined;
  /** Who runs a digest that was deleted; without it nobody looks. */
  readonly findRunning?: FindRunning | undefined;
  /** Takes each result after its lines are logged: metrics count by it. */
  readonly onResult?: ((result: EventResult) => void) | undefined;
}

/** How a caller that waits follows an update, and stops it. */
export interface ProgressWatch {
  /** How many containers are named under each reason; `Infinity` for all. */
  readonly examples: number;
  /** Once it aborts, no patch is begun; those that are under way are finished. */
  readonly stop: AbortSignal;
  /** An entry of the configuration is done. */
  readonly onEntry?: () => void;
  /** A workload is done. */
  readonly onWorkload?: () => void;
}

export interface Concurrency {
  /** Clusters that run concurrently. */
  readonly clusters: number;
  /** How long each of them may keep the next one waiting, in milliseconds. */
  readonly patienceMs: number;
}

/** Finds who runs a digest that was deleted, by reading clusters. Never rejects. */
export type FindRunning = (deleted: DeletedDigest, deadline: Deadline) => Promise<RunningDigest>;

/** The same without fan-out: for callers that wait for the end of each event. */
export function inPlace(app: App): App {
  return { ...app, fanOut: undefined };
}
