/** A cluster as the story works on it, wherever its connection came from. */
import type { ClusterScope } from '../core/plan.ts';
import type { Transport } from './transport.ts';

export interface Cluster extends ClusterScope {
  /** Kept between events: its connections are what makes the next one quick. */
  readonly transport: Transport;
}
