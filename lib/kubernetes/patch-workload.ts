/**
 * Patches a workload as planned. If the workload has changed meanwhile, or the response to a patch was lost, it is read and
 * decided again. After a few attempts it is a `Conflict` for the next delivery.
 */
import { toUpdaterError, UpdaterError } from '../core/errors/updater-error.ts';
import type { AdmittedChange } from '../core/plan/admitted.ts';
import { toContainerRef } from '../core/plan/outcome.ts';
import { planSteps, type ContainerChange, type Planning, type WorkloadPlan } from '../core/plan/plan.ts';
import type { ContainerOutcome } from '../core/report/report.ts';
import { runWithYields } from '../async/yield-to-event-loop.ts';
import type { Workload } from '../core/workload/workload.ts';
import { WALL_CLOCK } from '../async/clock.ts';
import { untilFinish } from '../async/deadline.ts';
import { isRetryable } from '../async/retry.ts';
import { type AdmittedRun, compareAnswer, recogniseAdmitted, settleAdmitted } from './admitted-patch.ts';
import { atOnce, isGone, workloadPath, readWorkload, sendPatch, type SendOptions } from './one-workload.ts';
import { readAfterConflict } from './read-after-conflict.ts';
import { isConflict, patchError } from './patch-error.ts';
import { lease, type Lease, type Turn } from './request-turns.ts';

/** The context of a patch run. Its clock has the time of each new decision, because a run may take minutes. */
export interface PatchRun extends SendOptions, Omit<Planning, 'cluster' | 'now'> {
  /** Limits the workloads that were read again, because they are in memory as a whole until they are done. */
  readonly readAgain?: Turn;
  readonly onUpdated?: AdmittedRun['onUpdated'];
}

const MAX_ATTEMPTS = 6;

/**
 * Writes the plan of a workload, and returns an outcome for each container; a container that no longer uses the image has
 * none. Never throws: an error is the outcome of its containers. `Conflict`: the workload keeps changing. `Refused`: the API
 * server or a webhook rejected the patch. `Rewritten`: admission wrote another image. `Interrupted`: it was stopped before
 * the change.
 */
export async function patchWorkload(planned: WorkloadPlan, run: PatchRun): Promise<ContainerOutcome[]> {
  const written: ContainerOutcome[] = [];
  const place = lease(run.readAgain ?? atOnce);
  const reading = { ...run, place, budget: untilFinish(run.budget) };
  let plan = planned;
  try {
    for (let attempt = 1; plan.changes.length > 0; attempt += 1) {
      if (attempt > MAX_ATTEMPTS) throw conflictError(plan.workload);
      const end = await tryPatch(plan, run);
      if (end.result === 'admitted')
        return [...written, ...unchanged(plan), ...(await settleAdmitted(plan, end.admitted, reading))];
      const current = await readAgain(plan.workload, end, attempt, reading);
      if (current === undefined)
        return [...written, ...toOutcomes(plan, (change) => toGoneOutcome(plan, change))];
      const recognised = recogniseAdmitted(plan, current, run);
      written.push(...(await settleAdmitted(plan, recognised, reading, current)));
      plan = await decideAgain(planned, current, written, run);
      if (end.result === 'lost') throw withMore(end.fault, 'not changed when it was read');
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
 * The end of a patch: it succeeded, the workload was deleted, the workload has changed (possibly by an attempt whose response
 * was lost), or the run ended after such an attempt.
 */
type PatchEnd =
  | { readonly result: 'admitted'; readonly admitted: readonly AdmittedChange[] }
  | { readonly result: 'gone' | 'changed' }
  | { readonly result: 'lost'; readonly fault: UpdaterError };

/** Sends the patch. Only the images of the response are kept, because it is as large as the workload. */
async function tryPatch(plan: WorkloadPlan, run: PatchRun): Promise<PatchEnd> {
  try {
    const response = await sendPatch(plan, run);
    if (response.status < 300) return { result: 'admitted', admitted: compareAnswer(plan, response, run) };
    if (isGone(response)) return { result: 'gone' };
    if (isConflict(response)) return { result: 'changed' };
    throw patchError(response);
  } catch (thrown) {
    const fault = toUpdaterError(thrown);
    const isEnded = run.stop?.aborted === true || run.budget.signal.aborted;
    if (isEnded && isRetryable(fault)) return { result: 'lost', fault };
    throw fault;
  }
}

/** The current workload, if the end of its patch does not determine it; undefined if it was deleted. */
async function readAgain(
  workload: Workload,
  end: Exclude<PatchEnd, { readonly result: 'admitted' }>,
  attempt: number,
  run: PatchRun & { readonly place: Lease },
): Promise<Workload | undefined> {
  if (end.result === 'gone') return undefined;
  if (end.result !== 'lost') return readAfterConflict(workload, attempt, run);
  try {
    await run.place.take();
    return await readWorkload(workload, run);
  } catch {
    throw withMore(end.fault, 'not known whether it was changed');
  }
}

/** The error of the last attempt of a run, with what is known about the workload. */
function withMore(fault: UpdaterError, known: string): UpdaterError {
  const { reason, message, terms } = fault;
  return new UpdaterError(reason, `${message}; not retried, and ${known}`, { cause: fault, terms });
}

/** A new plan for all containers except those that are written. */
async function decideAgain(
  planned: WorkloadPlan,
  current: Workload,
  written: readonly ContainerOutcome[],
  run: PatchRun,
): Promise<WorkloadPlan> {
  const { clock = WALL_CLOCK } = run;
  const { changes, skipped, alreadyApplied } = await runWithYields(
    planSteps(current, { ...run, now: clock.now() }),
  );
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

/** Outcomes without a write. */
function unchanged({ skipped, alreadyApplied }: WorkloadPlan): readonly ContainerOutcome[] {
  return [...skipped, ...alreadyApplied];
}

/** The outcomes of a plan: skips, and the outcome of each change. */
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
