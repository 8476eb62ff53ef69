/**
 * Reads workloads by themselves where nothing was applied yet: a list does not have the times of their images (image-times.ts),
 * so an upload before somebody set the image would count as missed or as waiting, in each run again.
 */
import type { Deadline } from '../../async/deadline.ts';
import { runWithYields } from '../../async/yield-to-event-loop.ts';
import { findMissed, type Missed, type MissedContext } from '../../core/plan/missed-pushes.ts';
import type { Cluster } from '../../kubernetes/cluster.ts';
import { readWorkload } from '../../kubernetes/one-workload.ts';
import { turns } from '../../kubernetes/request-turns.ts';
import type { ListedTags } from './context.ts';

export interface ConfirmContext extends MissedContext {
  readonly cluster: Cluster;
  readonly tags: ListedTags['tags'];
}

// As many as for patches. Each is in memory as a whole.
const READS_AT_ONCE = 8;

/** Never rejects: what cannot be read stays as it was listed, because the patch step reads it again and reports why. */
export function confirmMissed(
  found: readonly Missed[],
  context: ConfirmContext,
  deadline: Deadline,
): Promise<readonly Missed[]> {
  const turn = turns(READS_AT_ONCE);
  return Promise.all(found.map((missed) => turn(() => findAgain(missed, context, deadline))));
}

async function findAgain(
  missed: Missed,
  { tags, ...context }: ConfirmContext,
  budget: Deadline,
): Promise<Missed> {
  if (!missed.isProvisional) return missed;
  try {
    const workload = await readWorkload(missed.workload, { cluster: context.cluster, budget });
    if (workload === undefined) return { ...missed, updates: [], skipped: [], isProvisional: false };
    return await runWithYields(findMissed(workload, tags, context));
  } catch {
    return missed;
  }
}
