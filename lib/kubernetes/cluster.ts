/** A cluster as the story works on it, and where clusters come from. */
import type { ClusterScope } from '../core/plan.ts';
import type { Budget } from './http/retry.ts';
import type { Transport } from './http/transport.ts';

export interface Cluster extends ClusterScope {
  /** Kept between events: its connections are what makes the next one quick. */
  readonly transport: Transport;
}

/** One entry of the configuration. */
export interface ClusterSource {
  /** What reports call the entry where it finds no cluster. */
  readonly name: string;
  /**
   * The clusters that the entry stands for at this moment, opened.
   * @throws Fault where that cannot be told.
   */
  readonly find: (budget: Budget) => Promise<readonly Cluster[]>;
}

/** The source of a cluster that is known and open already. */
export function alwaysThere(cluster: Cluster): ClusterSource {
  return { name: cluster.name, find: () => Promise.resolve([cluster]) };
}
