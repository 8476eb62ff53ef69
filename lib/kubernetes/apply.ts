/** Apply: writes a cluster's plan, a few workloads at a time, and says of each container what became of it. */
import pLimit from 'p-limit';
import { asFault } from '../core/fault.ts';
import { outcomeOf, subjectOf, type WorkloadPlan } from '../core/plan.ts';
import type { Outcome } from '../core/report.ts';
import { patchWorkload, type PatchRun } from './patch-workload.ts';

/** Patches under way at once in one cluster: more were measured to gain nothing. */
const AT_ONCE = 8;

/**
 * Never throws: a patch that fails is an outcome of its workload and stops no other. Under `mode: observe`
 * nothing is sent, and what would have changed is `planned`.
 */
export async function apply(plans: readonly WorkloadPlan[], run: PatchRun): Promise<Outcome[]> {
  const limit = pLimit(AT_ONCE);
  const outcomes = await Promise.all(
    plans.map(async (plan) => [
      ...plan.skipped,
      ...(plan.changes.length === 0 ? [] : await limit(() => write(plan, run))),
    ]),
  );
  return outcomes.flat();
}

async function write(plan: WorkloadPlan, run: PatchRun): Promise<readonly Outcome[]> {
  const { workload, changes } = plan;
  if (run.settings.mode === 'observe') return changes.map((change) => outcomeOf(workload, change, 'planned'));
  try {
    return await patchWorkload({ ...plan, skipped: [] }, run);
  } catch (thrown) {
    const { reason, message } = asFault(thrown);
    return changes.map(({ container }) => ({
      ...subjectOf(workload, container),
      result: 'failed',
      reason,
      detail: message,
    }));
  }
}
