/** Recreates a plan of which only the name of the workload was kept. */
import { toUpdaterError } from '../core/errors/updater-error.ts';
import type { NamedPlan } from '../core/plan/plan-memory.ts';
import { planSteps, type WorkloadPlan } from '../core/plan/plan.ts';
import type { Failed } from '../core/report/report.ts';
import type { Skipped, ContainerRef } from '../core/report/skipped.ts';
import { WALL_CLOCK } from '../async/clock.ts';
import { runWithYields } from '../async/yield-to-event-loop.ts';
import { atOnce, readWorkload } from './one-workload.ts';
import type { PatchRun } from './patch-workload.ts';
import { unlessStopped } from './request-turns.ts';

/**
 * Reads and decides the current workload, as after a conflict. `Gone` if it was deleted. Never throws: an error is the
 * outcome of its first container, because no other is known.
 */
export async function planAgain(named: NamedPlan, run: PatchRun): Promise<WorkloadPlan | Skipped | Failed> {
  try {
    const turn = unlessStopped(run.turn ?? atOnce, run.stop);
    const workload = await readWorkload(named, { ...run, turn });
    if (workload === undefined) return { ...namedContainerRef(named), result: 'skipped', reason: 'Gone' };
    const { clock = WALL_CLOCK } = run;
    return await runWithYields(planSteps(workload, { ...run, now: clock.now() }));
  } catch (thrown) {
    const { reason, message } = toUpdaterError(thrown);
    return { ...namedContainerRef(named), result: 'failed', reason, detail: message };
  }
}

function namedContainerRef({ kind: { kind }, namespace, name, container }: NamedPlan): ContainerRef {
  return { workload: { kind, namespace, name }, container: container.name, image: container.image };
}
