/** Finding the clusters of an entry, for what reports each entry by itself. */
import { asFault } from '../core/errors/fault.ts';
import type { ClusterSource, Found } from '../kubernetes/cluster.ts';
import type { Budget } from '../async/retry.ts';

/** What an entry stands for; where that cannot be told, the entry itself is what is missing. */
export async function findIn({ name, find }: ClusterSource, budget: Budget): Promise<Found> {
  try {
    return await find(budget);
  } catch (thrown) {
    return { clusters: [], missing: [{ name, fault: asFault(thrown) }] };
  }
}
