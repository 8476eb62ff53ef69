/** The containers that run a deleted digest. */
import type { ClusterFault } from './report.ts';
import { EXAMPLES } from './skip-tally.ts';
import type { ContainerRef } from './skipped.ts';

interface RunningContainer extends ContainerRef {
  readonly cluster: string;
}

/** A cluster, or an entry of the configuration, that was not read, or not completely. */
export interface UncheckedCluster {
  readonly cluster: string;
  readonly reason: ClusterFault['reason'];
}

export interface RunningDigest {
  /** The number of containers that run it, in all clusters that were read. */
  readonly containers: number;
  /** The first ten. */
  readonly examples: readonly RunningContainer[];
  readonly unchecked: readonly UncheckedCluster[];
}

/** Merges results of different clusters or lists. */
export function joinRunning(parts: readonly RunningDigest[]): RunningDigest {
  return {
    containers: parts.reduce((sum, { containers }) => sum + containers, 0),
    examples: parts.flatMap(({ examples }) => examples).slice(0, EXAMPLES),
    unchecked: parts.flatMap(({ unchecked }) => unchecked),
  };
}
