/** Finding the clusters of an entry, for what reports each entry by itself. */
import { toUpdaterError } from '../core/errors/updater-error.ts';
import type { ClusterSource, FoundClusters } from '../kubernetes/cluster.ts';
import type { Deadline } from '../async/deadline.ts';

/** What an entry stands for; where that cannot be told, the entry itself is what is missing. */
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
