/** Finds the clusters of an entry, for reports about each entry. */
import { toUpdaterError } from '../core/errors/updater-error.ts';
import type { ClusterSource, FoundClusters } from './cluster.ts';
import type { Deadline } from '../async/deadline.ts';

/** The clusters of an entry. If they cannot be determined, the entry itself is missing. */
export async function findClusters(
  { name, find }: ClusterSource,
  deadline: Deadline,
): Promise<FoundClusters> {
  try {
    return await find(deadline);
  } catch (thrown) {
    return { clusters: [], missing: [{ name, fault: toUpdaterError(thrown) }] };
  }
}
