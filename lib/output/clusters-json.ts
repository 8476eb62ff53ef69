/** What `image-updater clusters --json` prints. */
import type { Inspection } from '../kubernetes/inspect/inspection.ts';

/** Keys are only ever added to it, and to what is in it. */
export interface ClustersDocument {
  readonly total: number;
  readonly served: number;
  /** In the order of the configuration. */
  readonly clusters: readonly Inspection[];
}

export function clustersDocument(clusters: readonly Inspection[]): ClustersDocument {
  return { total: clusters.length, served: clusters.filter(({ served }) => served).length, clusters };
}
