/** Apply: writes a cluster's plan, a few workloads at a time, and says of each container what became of it. */
import { isWhole, namePlan, type PlanInMemory } from '../core/plan/plan-memory.ts';
import { toContainerRef, toUpdated } from '../core/plan/outcome.ts';
import { lacksImageTimes, type WorkloadPlan } from '../core/plan/plan.ts';
import type { ContainerOutcome, Failed } from '../core/report/report.ts';
import type { Skipped } from '../core/report/skipped.ts';
import { WALL_CLOCK } from '../async/clock.ts';
import { patchWorkload, type PatchRun } from './patch-workload.ts';
import { planAgain } from './plan-again.ts';
import { firstNext, lease, turns, type Turn } from './request-turns.ts';

export interface ApplyRun extends PatchRun {
  /** Takes what became of each plan, with its place, as it comes: there may be more than can be kept. */
  readonly onOutcomes?: ((outcomes: readonly ContainerOutcome[], place: number) => void) | undefined;
  readonly watch?: { readonly stop: AbortSignal; readonly onWorkload?: (() => void) | undefined } | undefined;
}

/** Requests under way at once in one cluster: more were measured to gain nothing. */
const REQUESTS = 8;

/**
 * Workloads that are begun at once: far more than requests, so that those that hang and are tried again keep none of the
 * others waiting.
 */
const WORKLOADS = 200;

/**
 * Of them those that were read again, because the plan was kept by name, the workload has changed, also before label and
 * record could be corrected, or nothing was applied there yet (image-times.ts). Each is in memory as a whole until it is
 * done, measured with up to 300 KB: its owner chooses. Where so many hang the others of them wait. Answers to patches are as
 * large, and are kept by none.
 */
const READ_AGAIN = 32;

/**
 * Never throws: a patch that fails is an outcome of its workload and stops no other. Under `mode: observe`
 * nothing is written, and what would have changed is `planned`. Outcomes come in the order of the plans, unless
 * `onOutcomes` takes them; the patches are sent in any order, so that the same few that hang are not before all others in
 * every delivery.
 */
export async function apply(plans: readonly PlanInMemory[], run: ApplyRun): Promise<ContainerOutcome[]> {
  const { clock = WALL_CLOCK, watch, onOutcomes } = run;
  const turn = turns(REQUESTS);
  const readAgain = turns(READ_AGAIN);
  const lots = Float64Array.from(plans, () => clock.random());
  const order = Uint32Array.from(plans.keys()).toSorted((a, b) => (lots[a] ?? 0) - (lots[b] ?? 0));
  const left = order.values();
  const written: ContainerOutcome[][] = [];
  const worker = async (): Promise<void> => {
    for (const place of left) {
      const plan = plans[place];
      if (plan === undefined) continue;
      const outcomes = await write(plan, { ...run, turn, readAgain, stop: watch?.stop });
      if (onOutcomes === undefined) written[place] = outcomes;
      else onOutcomes(outcomes, place);
      watch?.onWorkload?.();
    }
  };
  await Promise.all(Array.from({ length: WORKLOADS }, worker));
  return written.flat();
}

type InTurns = PatchRun & Required<Pick<PatchRun, 'turn' | 'readAgain'>>;

async function write(kept: PlanInMemory, run: InTurns): Promise<ContainerOutcome[]> {
  const isComplete = isWhole(kept) && !(run.settings.mode === 'apply' && lacksImageTimes(kept));
  if (isComplete) return writeWhole(kept, run);
  const { readAgain, ...rest } = run;
  const place = lease(readAgain);
  // Each try to read it goes behind the others that wait: there is nothing in memory yet.
  const reading: Turn = async (request, next) => {
    place.leave();
    await place.take();
    return run.turn(request, next);
  };
  try {
    const plan = await planAgain(isWhole(kept) ? namePlan(kept) : kept, { ...rest, turn: reading });
    if ('result' in plan) return isWhole(kept) ? spread(plan, kept) : [plan];
    // What was read a moment ago is written before others are read.
    return await writeWhole(withoutReported(plan, kept), { ...rest, turn: firstNext(run.turn) });
  } finally {
    place.leave();
  }
}

/** What was found when the workload was listed is reported already; of a plan that was kept by name one change is known. */
function withoutReported(plan: WorkloadPlan, kept: PlanInMemory): WorkloadPlan {
  const planned = isWhole(kept) ? kept.changes.map(({ container }) => container.name) : [kept.container.name];
  return {
    ...plan,
    alreadyApplied: plan.alreadyApplied.filter(({ container }) => planned.includes(container)),
  };
}

/** What became of all containers that were to be written; the others stay as they were decided. */
function spread(end: Skipped | Failed, { workload, changes, skipped }: WorkloadPlan): ContainerOutcome[] {
  return [
    ...skipped,
    ...changes.map(({ container }) => ({ ...end, ...toContainerRef(workload, container) })),
  ];
}

async function writeWhole(plan: WorkloadPlan, run: PatchRun): Promise<ContainerOutcome[]> {
  if (run.settings.mode === 'apply') return patchWorkload(plan, run);
  return [...plan.skipped, ...plan.changes.map((change) => toUpdated(plan.workload, change, 'planned'))];
}
