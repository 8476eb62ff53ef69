/**
 * Patches one workload as planned. When the workload has changed meanwhile, or the answer to a patch was lost,
 * it is read and decided again: a few times, then it is a `Conflict` for the next delivery.
 */
import { toUpdaterError, UpdaterError } from '../core/errors/updater-error.ts';
import { toContainerRef } from '../core/plan/outcome.ts';
import { planSteps, type ContainerChange, type Planning, type WorkloadPlan } from '../core/plan/plan.ts';
import type { ContainerOutcome } from '../core/report/report.ts';
import { runWithYields } from '../async/yield-to-event-loop.ts';
import type { Workload } from '../core/workload/workload.ts';
import type { ApiResponse } from './client/api-response.ts';
import { WALL_CLOCK } from '../async/clock.ts';
import { recogniseAdmitted, settleAdmitted } from './admitted-patch.ts';
import { atOnce, isGone, workloadPath, readWorkload, sendPatch, type SendOptions } from './one-workload.ts';
import { isConflict, patchError } from './patch-error.ts';
import { lease, type Lease, type Turn } from './request-turns.ts';

/** What a patch run works with. */
export interface PatchRun extends SendOptions, Omit<Planning, 'cluster'> {
  /** Workloads that were read again are in memory as a whole: they take turns until they are done. */
  readonly readAgain?: Turn;
}

const MAX_ATTEMPTS = 6;
// Far shorter than after a fault: another writer is done by the time we know of it. Doubled each time, half by chance.
const CONFLICT_WAIT_MS = 10;

/**
 * Writes a workload's plan, and answers with an outcome for each of its containers; one that does not use the
 * image any more has none. Never throws: what goes wrong is the outcome of the containers that it left undone.
 * `Conflict` is a workload that keeps changing, `Refused` the API server's or a webhook's word, `Rewritten` that admission
 * wrote another image.
 */
export async function patchWorkload(planned: WorkloadPlan, run: PatchRun): Promise<ContainerOutcome[]> {
  const written: ContainerOutcome[] = [];
  const place = lease(run.readAgain ?? atOnce);
  let plan = planned;
  try {
    for (let attempt = 1; plan.changes.length > 0; attempt += 1) {
      if (attempt > MAX_ATTEMPTS) throw conflictError(plan.workload);
      const response = await sendPatch(plan, run);
      if (response.status < 300)
        return [...written, ...unchanged(plan), ...(await settleAdmitted(plan, response, run))];
      const current = await changedSince(plan.workload, response, attempt, { ...run, place });
      if (current === undefined)
        return [...written, ...toOutcomes(plan, (change) => toGoneOutcome(plan, change))];
      written.push(...recognised(plan, current, run));
      plan = await decideAgain(planned, current, written, run);
    }
    return [...written, ...unchanged(plan)];
  } catch (thrown) {
    const fault = toUpdaterError(thrown);
    return [...written, ...toOutcomes(plan, (change) => toFailedOutcome(plan, change, fault))];
  } finally {
    place.leave();
  }
}

/**
 * The workload as it is now, where a change of it is why it was not patched; read after a wait that grows with the
 * attempts. Undefined where it is gone.
 */
async function changedSince(
  workload: Workload,
  response: ApiResponse,
  attempt: number,
  { place, ...run }: PatchRun & { readonly place: Lease },
): Promise<Workload | undefined> {
  if (isGone(response)) return undefined;
  if (!isConflict(response)) throw patchError(response);
  const { budget, clock = WALL_CLOCK } = run;
  await clock.sleep(CONFLICT_WAIT_MS * 2 ** attempt * (0.5 + clock.random() / 2), budget.signal).catch(() => {
    throw new UpdaterError(
      'OutOfTime',
      `${workloadPath(workload)}: the time budget ended before it could be read again`,
    );
  });
  await place.take();
  return readWorkload(workload, run);
}

/** The changes that went through after all, only their answer was lost. */
function recognised(plan: WorkloadPlan, current: Workload, run: PatchRun): ContainerOutcome[] {
  return plan.changes.flatMap((change) => recogniseAdmitted(plan, change, current, run) ?? []);
}

/** A new plan for all containers but those that are written. */
async function decideAgain(
  planned: WorkloadPlan,
  current: Workload,
  written: readonly ContainerOutcome[],
  run: PatchRun,
): Promise<WorkloadPlan> {
  const { changes, skipped, alreadyApplied } = await runWithYields(planSteps(current, run));
  const isOpen = (name: string): boolean => !written.some(({ container }) => container === name);
  const wasPlanned = (name: string): boolean =>
    planned.changes.some(({ container }) => container.name === name);
  return {
    workload: current,
    changes: changes.filter(({ container }) => isOpen(container.name)),
    skipped: skipped.filter(({ container }) => isOpen(container)),
    // The others were reported when they were listed.
    alreadyApplied: alreadyApplied.filter(({ container }) => isOpen(container) && wasPlanned(container)),
  };
}

/** What needs no write. */
function unchanged({ skipped, alreadyApplied }: WorkloadPlan): readonly ContainerOutcome[] {
  return [...skipped, ...alreadyApplied];
}

/** The end of a plan: what was skipped, and what became of each change. */
function toOutcomes(
  plan: WorkloadPlan,
  ended: (change: ContainerChange) => ContainerOutcome,
): ContainerOutcome[] {
  return [...unchanged(plan), ...plan.changes.map(ended)];
}

function toGoneOutcome({ workload }: WorkloadPlan, { container }: ContainerChange): ContainerOutcome {
  return { ...toContainerRef(workload, container), result: 'skipped', reason: 'Gone' };
}

function toFailedOutcome(
  { workload }: WorkloadPlan,
  { container }: ContainerChange,
  { reason, message }: UpdaterError,
): ContainerOutcome {
  return { ...toContainerRef(workload, container), result: 'failed', reason, detail: message };
}

function conflictError(workload: Workload): UpdaterError {
  return new UpdaterError(
    'Conflict',
    `${workloadPath(workload)}: changed by others before each of ${MAX_ATTEMPTS} patches`,
  );
}
