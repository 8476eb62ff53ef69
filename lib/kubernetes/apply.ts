/** Apply: writes a cluster's plan, a few workloads at a time, and says of each container what became of it. */
import pLimit from 'p-limit';
import { outcomeOf } from '../core/outcome.ts';
import type { WorkloadPlan } from '../core/plan.ts';
import { Fault } from '../core/fault.ts';
import type { Outcome } from '../core/report.ts';
import { WALL_CLOCK } from './http/clock.ts';
import { patchWorkload, type PatchRun } from './patch-workload.ts';

export interface ApplyRun extends PatchRun {
  readonly watch?: { readonly stop: AbortSignal; readonly onWorkload?: (() => void) | undefined } | undefined;
}

/** Requests under way at once in one cluster: more were measured to gain nothing. */
const AT_ONCE = 8;

/**
 * Never throws: a patch that fails is an outcome of its workload and stops no other. Under `mode: observe`
 * nothing is sent, and what would have changed is `planned`. Outcomes come in the order of the plans; the patches
 * are sent in any order, so that the same few that hang are not before all others in every delivery.
 */
export async function apply(plans: readonly WorkloadPlan[], run: ApplyRun): Promise<Outcome[]> {
  const { clock = WALL_CLOCK, watch } = run;
  const queue = pLimit(AT_ONCE);
  const turn = <T>(request: () => Promise<T>): Promise<T> =>
    queue(() => (watch?.stop.aborted === true ? interrupted() : request()));
  const shuffled = plans
    .map((plan, place) => ({ plan, place, lot: clock.random() }))
    .toSorted((a, b) => a.lot - b.lot);
  const written = await Promise.all(
    shuffled.map(async ({ plan, place }) => ({
      place,
      outcomes: await write(plan, { ...run, turn }).finally(() => watch?.onWorkload?.()),
    })),
  );
  return written.toSorted((a, b) => a.place - b.place).flatMap(({ outcomes }) => outcomes);
}

async function write(plan: WorkloadPlan, run: PatchRun): Promise<Outcome[]> {
  if (run.settings.mode === 'apply') return patchWorkload(plan, run);
  return [...plan.skipped, ...plan.changes.map((change) => outcomeOf(plan.workload, change, 'planned'))];
}

function interrupted(): never {
  throw new Fault('Interrupted', 'interrupted before it was tried');
}
