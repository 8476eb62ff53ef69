/** Skipped containers, and references to containers in reports. */
import type { SkipReason } from '../errors/reason.ts';
import type { WorkloadId } from '../workload/workload.ts';

/** A container of a workload. */
export interface ContainerRef {
  readonly workload: WorkloadId;
  readonly container: string;
  /** The image that it ran at the evaluation, as written; empty for an unknown container. */
  readonly image: string;
}

export interface Skipped extends ContainerRef {
  readonly result: 'skipped';
  readonly reason: SkipReason;
  readonly detail?: string;
}

/** Skips with the same reason, in the order of the closed list: a base image of 5,000 workloads must not become 5,000 entries. */
export interface SkipCount {
  readonly reason: SkipReason;
  readonly count: number;
  /** The first ten, unless all were requested. */
  readonly examples: readonly Skipped[];
  /** For the log: all of them, within the memory limit. Undefined if they are not logged. */
  readonly rows?: readonly Skipped[];
}
