/** The context of the pipeline: created once by an entry point, the same for every event. */
import type { DigestLookup, TaggedImage } from '../core/event/digest-lookup.ts';
import type { DeletedDigest } from '../core/event/deleted-digest.ts';
import type { EventResult } from '../core/report/event-result.ts';
import type { RunningDigest } from '../core/report/running-digest.ts';
import type { Destination } from '../core/event/message.ts';
import type { ReceivedEvent } from '../core/event/read-delivery.ts';
import type { Updated } from '../core/report/report.ts';
import type { Settings } from '../core/settings.ts';
import type { ClusterSource } from '../kubernetes/cluster.ts';
import type { TraceContext } from '../logging/trace-context.ts';
import type { ListTags } from '../registry/tag-listing.ts';
import type { Deadline, TimeLimits } from '../async/deadline.ts';

/** The received event, with the trace of its log lines. */
export type IncomingEvent = ReceivedEvent & { readonly trace?: TraceContext | undefined };

/** How and where a push is processed. */
export interface UpdateContext {
  readonly settings: Settings;
  readonly sources: readonly ClusterSource[];
  /** Default: `TIME_LIMITS`. */
  readonly timeLimits?: TimeLimits;
  /** Default: the limiter of this module. */
  readonly concurrency?: Concurrency;
  readonly watch?: ProgressWatch;
  /** Receives each update when the API server has acknowledged it. */
  readonly onUpdated?: ((cluster: string, updated: Updated) => void) | undefined;
  /**
   * For a push with the time of the local clock: the maximum difference to the clock of an API server, in milliseconds.
   * Undefined: the clocks are not compared.
   */
  readonly maxClockSkewMs?: number;
}

/** The context of an event. */
export interface App extends UpdateContext {
  /** Writes a log line. */
  readonly log: (line: string) => void;
  /** Publishes cluster tasks; without it, or with a single cluster, the event is processed in place. */
  readonly fanOut?: Destination | undefined;
  /** Queues a push that may succeed later. */
  readonly replay?: Destination | undefined;
  /** Publishes reports. */
  readonly results?: Destination | undefined;
  /** Lists the tags of registries, to reconcile. */
  readonly listTags?: ListTags | undefined;
  /** Finds the workloads that run a deleted digest; undefined: they are not searched. */
  readonly findRunning?: FindRunning | undefined;
  /** Finds the digest of a call that has none; undefined: it is not looked up. */
  readonly resolveDigest?: ResolveDigest | undefined;
  /** Receives each result after its lines are logged, for metrics. */
  readonly onResult?: ((result: EventResult) => void) | undefined;
}

/** How a waiting caller follows an update, and stops it. */
export interface ProgressWatch {
  /** The number of containers that are named for each reason; `Infinity` for all. */
  readonly examples: number;
  /** After it aborts, no patch is started; those in flight are finished. */
  readonly stop: AbortSignal;
  /** Called when an entry of the configuration is done. */
  readonly onEntry?: () => void;
  /** Called when a workload is done. */
  readonly onWorkload?: () => void;
}

export interface Concurrency {
  /** The maximum number of clusters that run concurrently. */
  readonly clusters: number;
  /** Time after which a slow cluster releases its slot, in milliseconds. */
  readonly patienceMs: number;
}

/** Finds the workloads that run a deleted digest, by reading clusters. Never rejects. */
export type FindRunning = (deleted: DeletedDigest, deadline: Deadline) => Promise<RunningDigest>;

/** Finds the digest that a tag has now, by asking its registry. Never rejects. */
export type ResolveDigest = (image: TaggedImage, deadline: Deadline) => Promise<DigestLookup>;

/** The same without fan-out, for callers that wait for the end of each event. */
export function inPlace(app: App): App {
  return { ...app, fanOut: undefined };
}
