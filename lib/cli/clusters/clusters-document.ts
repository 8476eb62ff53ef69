/** What `image-updater clusters --json` prints. */
import type { Inspection } from '../../admin/inspect/inspection.ts';

/** How many there are of what. Keys are only ever added to it, and to what is in it. */
export interface ClustersCount {
  /** Clusters that are there, whether they could be asked or not. */
  readonly total: number;
  /** Those of them that are ready. */
  readonly ready: number;
  /** Entries that led to no cluster, or not to all of them. */
  readonly notFound: number;
  /** Entries that stand for no cluster now, which is nothing wrong. */
  readonly empty: number;
}

export interface ClustersDocument extends ClustersCount {
  /** In the order of the configuration; with a row for each entry that led to none. */
  readonly clusters: readonly Inspection[];
}

export function clustersDocument(clusters: readonly Inspection[]): ClustersDocument {
  return { ...countClusters(clusters), clusters };
}

/** An entry may have several rows that say what it lacks. */
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
