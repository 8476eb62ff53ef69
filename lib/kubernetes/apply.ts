/** Apply: writes a cluster's plan, a few workloads at a time, and says of each container what became of it. */
import pLimit from 'p-limit';
import { outcomeOf } from '../core/outcome.ts';
import type { WorkloadPlan } from '../core/plan.ts';
import type { Outcome } from '../core/report.ts';
import { patchWorkload, type PatchRun } from './patch-workload.ts';

/** Patches under way at once in one cluster: more were measured to gain nothing. */
const AT_ONCE = 8;

/**
 * Never throws: a patch that fails is an outcome of its workload and stops no other. Under `mode: observe`
 * nothing is sent, and what would have changed is `planned`. Outcomes come in the order of the plans.
 */
export async function apply(plans: readonly WorkloadPlan[], run: PatchRun): Promise<Outcome[]> {
  const limit = pLimit(AT_ONCE);
  const outcomes = await Promise.all(plans.map((plan) => limit(() => write(plan, run))));
  return outcomes.flat();
}

function write(plan: WorkloadPlan, run: PatchRun): Promise<Outcome[]> | Outcome[] {
  if (run.settings.mode === 'apply') return patchWorkload(plan, run);
  return [...plan.skipped, ...plan.changes.map((change) => outcomeOf(plan.workload, change, 'planned'))];
}
