/** The JSON document of `image-updater clusters --json`. */
import type { Inspection } from '../../admin/inspect/inspection.ts';

/** Counts by state. Later versions only add keys, here and below. */
export interface ClustersCount {
  /** Clusters that exist, reachable or not. */
  readonly total: number;
  /** Clusters that are ready. */
  readonly ready: number;
  /** Entries for which no cluster, or not every cluster, was found. */
  readonly notFound: number;
  /** Entries that match no cluster now, which is not an error. */
  readonly empty: number;
}

export interface ClustersDocument extends ClustersCount {
  /** In the order of the configuration, with a row for each entry without a cluster. */
  readonly clusters: readonly Inspection[];
}

export function clustersDocument(clusters: readonly Inspection[]): ClustersDocument {
  return { ...countClusters(clusters), clusters };
}

/** Counts clusters and entries; an entry may have several `notFound` rows. */
export function countClusters(inspections: readonly Inspection[]): ClustersCount {
  const rowsThatAre = (...states: readonly Inspection['state'][]): Inspection[] =>
    inspections.filter(({ state }) => states.includes(state));
  const clusters = rowsThatAre('inspected', 'unreachable');
  return {
    total: clusters.length,
    ready: clusters.filter(({ ready }) => ready).length,
    notFound: new Set(rowsThatAre('notFound').map(({ cluster }) => cluster)).size,
    empty: rowsThatAre('empty').length,
  };
}
