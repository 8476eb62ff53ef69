/**
 * Patches one workload as planned. When the workload has changed meanwhile, or the answer to a patch was lost,
 * it is read and decided again: a few times, then it is a `Conflict` for the next delivery.
 */
import { toUpdaterError, UpdaterError } from '../core/errors/updater-error.ts';
import type { AdmittedChange } from '../core/plan/admitted.ts';
import { toContainerRef } from '../core/plan/outcome.ts';
import { planSteps, type ContainerChange, type Planning, type WorkloadPlan } from '../core/plan/plan.ts';
import type { ContainerOutcome } from '../core/report/report.ts';
import { runWithYields } from '../async/yield-to-event-loop.ts';
import type { Workload } from '../core/workload/workload.ts';
import { untilFinish } from '../async/deadline.ts';
import { isRetryable } from '../async/retry.ts';
import { type AdmittedRun, compareAnswer, recogniseAdmitted, settleAdmitted } from './admitted-patch.ts';
import { atOnce, isGone, workloadPath, readWorkload, sendPatch, type SendOptions } from './one-workload.ts';
import { readAfterConflict } from './read-after-conflict.ts';
import { isConflict, patchError } from './patch-error.ts';
import { lease, type Lease, type Turn } from './request-turns.ts';

/** What a patch run works with. */
export interface PatchRun extends SendOptions, Omit<Planning, 'cluster'> {
  /** Workloads that were read again are in memory as a whole: they take turns until they are done. */
  readonly readAgain?: Turn;
  readonly onUpdated?: AdmittedRun['onUpdated'];
}

const MAX_ATTEMPTS = 6;

/**
 * Writes a workload's plan, and answers with an outcome for each of its containers; one that does not use the
 * image any more has none. Never throws: what goes wrong is the outcome of the containers that it left undone.
 * `Conflict` is a workload that keeps changing, `Refused` the API server's or a webhook's word, `Rewritten` that admission
 * wrote another image, `Interrupted` that it was stopped before it was changed.
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
 * The end of a patch: it went through, the workload is gone, it has changed, which may be by a try whose answer was lost, or
 * the run ended after such a try.
 */
type PatchEnd =
  | { readonly result: 'admitted'; readonly admitted: readonly AdmittedChange[] }
  | { readonly result: 'gone' | 'changed' }
  | { readonly result: 'lost'; readonly fault: UpdaterError };

/** Sends the patch. Of the answer, which is as large as the workload, only the images are kept. */
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

/** The workload as it is now, where the end of its patch does not tell; undefined where it is gone. */
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

/** The fault of the last try of a run that ended then, with what is known of the workload. */
function withMore(fault: UpdaterError, known: string): UpdaterError {
  const { reason, message, terms } = fault;
  return new UpdaterError(reason, `${message}; not tried again, and ${known}`, { cause: fault, terms });
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
