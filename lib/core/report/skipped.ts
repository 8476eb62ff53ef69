/** Containers that are left as they are, and which container anything in a report is about. */
import type { SkipReason } from '../errors/reason.ts';
import type { WorkloadId } from '../workload/workload.ts';

/** One container of one workload. */
export interface ContainerRef {
  readonly workload: WorkloadId;
  readonly container: string;
  /** The image that it ran when it was looked at, as written; empty where there is no such container. */
  readonly image: string;
}

export interface Skipped extends ContainerRef {
  readonly result: 'skipped';
  readonly reason: SkipReason;
  readonly detail?: string;
}

/** Skips of one reason, listed in the order of the closed list: a base image that 5,000 workloads carry must not become 5,000 entries. */
export interface SkipCount {
  readonly reason: SkipReason;
  readonly count: number;
  /** The first ten, unless all were asked for. */
  readonly examples: readonly Skipped[];
  /** For the log: all of them, as far as there was memory. Left out where nobody logs them. */
  readonly rows?: readonly Skipped[];
}
