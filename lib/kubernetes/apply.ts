/** Applies the plan of a cluster, with several workloads concurrently, and returns the outcome of each container. */
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
  /** Receives the outcomes of each plan with its index, because there may be too many to keep in memory. */
  readonly onOutcomes?: ((outcomes: readonly ContainerOutcome[], place: number) => void) | undefined;
  readonly watch?: { readonly stop: AbortSignal; readonly onWorkload?: (() => void) | undefined } | undefined;
}

/** Maximum number of concurrent requests to a cluster; measurements showed no gain beyond this. */
const REQUESTS = 8;

/**
 * Maximum number of workloads in progress: many more than requests, so that workloads that wait for a retry do not delay
 * others.
 */
const WORKLOADS = 200;

/**
 * Maximum number of workloads in progress that were read again: because the plan was kept by name, because the workload has
 * changed (also before label and record could be corrected), or because nothing was applied there yet (image-times.ts). Each
 * is in memory as a whole until it is done; up to 300 KB were measured, its owner determines the size. Further ones wait.
 * Responses to patches are as large, and are not kept.
 */
const READ_AGAIN = 32;

/**
 * Never throws: a failed patch is an outcome of its workload and does not affect others. In `mode: observe` nothing is
 * written, and changes are `planned`. Outcomes are in the order of the plans, unless `onOutcomes` receives them. Patches are
 * sent in random order, so that the same slow workloads do not delay the others in every delivery.
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

async function write(kept: PlanInMemory, given: InTurns): Promise<ContainerOutcome[]> {
  const run = isWhole(kept) ? given : { ...given, only: kept.only };
  const isComplete = isWhole(kept) && !(run.settings.mode === 'apply' && lacksImageTimes(kept));
  if (isComplete) return writeWhole(kept, run);
  const { readAgain, ...rest } = run;
  const place = lease(readAgain);
  // Each attempt to read it is queued last, because nothing is in memory yet.
  const reading: Turn = async (request, next) => {
    place.leave();
    await place.take();
    return run.turn(request, next);
  };
  try {
    const plan = await planAgain(isWhole(kept) ? namePlan(kept) : kept, { ...rest, turn: reading });
    if ('result' in plan) return isWhole(kept) ? spread(plan, kept) : [plan];
    // A workload that has just been read is written before others are read.
    return await writeWhole(withoutReported(plan, kept), { ...rest, turn: firstNext(run.turn) });
  } finally {
    place.leave();
  }
}

/** Skips were reported when the workload was listed; a plan that was kept by name contains one change. */
function withoutReported(plan: WorkloadPlan, kept: PlanInMemory): WorkloadPlan {
  const planned = isWhole(kept)
    ? kept.changes.map(({ container }) => container.name)
    : (kept.only ?? [kept.container.name]);
  return {
    ...plan,
    alreadyApplied: plan.alreadyApplied.filter(({ container }) => planned.includes(container)),
  };
}

/** The outcomes of all planned containers; skipped ones keep their decision. */
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
