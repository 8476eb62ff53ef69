/**
 * Patches one workload as planned. When the workload has changed meanwhile, or the answer to a patch was lost,
 * it is read and decided again: a few times, then it is a `Conflict` for the next delivery.
 */
import { asFault, Fault } from '../core/errors/fault.ts';
import { at } from '../core/text/json.ts';
import { stateOf } from '../core/workload/applied-state.ts';
import { outcomeOf, subjectOf } from '../core/plan/outcome.ts';
import { planSteps, type Change, type Planning, type WorkloadPlan } from '../core/plan/plan.ts';
import type { Push } from '../core/event/push.ts';
import type { Outcome } from '../core/report/report.ts';
import { inTurns } from '../async/event-loop.ts';
import { printable, sketch } from '../core/text/printable.ts';
import type { Workload } from '../core/workload/workload.ts';
import type { Answer } from './client/response.ts';
import { WALL_CLOCK } from '../async/clock.ts';
import { isGone, pathOf, readWorkload, sendPatch, type Sending } from './one-workload.ts';
import { isConflict, refusalOf } from './refusal.ts';

/** What a patch run works with. */
export interface PatchRun extends Sending, Omit<Planning, 'cluster'> {}

const TRIES = 6;
// Far shorter than after a fault: another writer is done by the time we know of it. Doubled each time, half by chance.
const CONFLICT_WAIT_MS = 10;

/**
 * Writes a workload's plan, and answers with an outcome for each of its containers; one that does not use the
 * image any more has none. Never throws: what goes wrong is the outcome of the containers that it left undone.
 * `Conflict` is a workload that keeps changing, `Refused` the API server's or a webhook's word.
 */
export async function patchWorkload(planned: WorkloadPlan, run: PatchRun): Promise<Outcome[]> {
  const written: Outcome[] = [];
  let plan = planned;
  try {
    for (let attempt = 1; plan.changes.length > 0; attempt += 1) {
      if (attempt > TRIES) throw conflictOf(plan.workload);
      const answer = await sendPatch(plan, run);
      if (answer.status < 300) {
        requireWorkload(plan.workload, answer);
        return [...written, ...outcomesOf(plan, (change) => doneOf(plan, change, run))];
      }
      const current = await changedSince(plan.workload, answer, attempt, run);
      if (current === undefined) return [...written, ...outcomesOf(plan, (change) => goneOf(plan, change))];
      written.push(...recognised(plan, current, run));
      plan = await decideAgain(current, written, run);
    }
    return [...written, ...plan.skipped];
  } catch (thrown) {
    const fault = asFault(thrown);
    return [...written, ...outcomesOf(plan, (change) => failedOf(plan, change, fault))];
  }
}

/** @throws Fault `UnexpectedAnswer` where something says yes that has no such workload: a sign-in page does so. */
function requireWorkload({ name }: Workload, { body, request }: Answer): void {
  const patched = at(body, ['metadata', 'name']);
  if (patched === name) return;
  throw new Fault(
    'UnexpectedAnswer',
    `${request}: expected the patched ${printable(name)}, got ${sketch(patched)}`,
  );
}

/**
 * The workload as it is now, where a change of it is why it was not patched; read after a wait that grows with the
 * attempts. Undefined where it is gone.
 */
async function changedSince(
  workload: Workload,
  answer: Answer,
  attempt: number,
  run: PatchRun,
): Promise<Workload | undefined> {
  if (isGone(answer)) return undefined;
  if (!isConflict(answer)) throw refusalOf(answer);
  const { budget, clock = WALL_CLOCK } = run;
  await clock.sleep(CONFLICT_WAIT_MS * 2 ** attempt * (0.5 + clock.random() / 2), budget.signal).catch(() => {
    throw new Fault('OutOfTime', `${pathOf(workload)}: the time budget ended before it could be read again`);
  });
  return readWorkload(workload, run);
}

/** The changes that went through after all, only their answer was lost. */
function recognised(plan: WorkloadPlan, current: Workload, run: PatchRun): Outcome[] {
  return plan.changes
    .filter((change) => isWritten(change, current, run.push))
    .map((change) => doneOf(plan, change, run));
}

/** A new plan for all containers but those that are written. */
async function decideAgain(
  current: Workload,
  written: readonly Outcome[],
  run: PatchRun,
): Promise<WorkloadPlan> {
  const { changes, skipped } = await inTurns(planSteps(current, run));
  const isOpen = (name: string): boolean => !written.some(({ container }) => container === name);
  return {
    workload: current,
    changes: changes.filter(({ container }) => isOpen(container.name)),
    skipped: skipped.filter(({ container }) => isOpen(container)),
  };
}

/** Whether the container runs what we meant to write, and the record says that this push wrote it. */
function isWritten({ container: { name }, decision }: Change, current: Workload, push: Push): boolean {
  const image = current.containers.find((container) => container.name === name)?.image;
  if (image === undefined || image !== decision.trace.entry.to) return false;
  const state = stateOf(current, name, image);
  return state.status === 'followed' && state.entry.push === push.id;
}

/** The end of a plan: what was skipped, and what became of each change. */
function outcomesOf(plan: WorkloadPlan, ended: (change: Change) => Outcome): Outcome[] {
  return [...plan.skipped, ...plan.changes.map(ended)];
}

function doneOf({ workload }: WorkloadPlan, change: Change, { dryRun = false }: PatchRun): Outcome {
  return outcomeOf(workload, change, dryRun ? 'planned' : 'updated');
}

function goneOf({ workload }: WorkloadPlan, { container }: Change): Outcome {
  return { ...subjectOf(workload, container), result: 'skipped', reason: 'Gone' };
}

function failedOf({ workload }: WorkloadPlan, { container }: Change, { reason, message }: Fault): Outcome {
  return { ...subjectOf(workload, container), result: 'failed', reason, detail: message };
}

function conflictOf(workload: Workload): Fault {
  return new Fault('Conflict', `${pathOf(workload)}: changed by others before each of ${TRIES} patches`);
}
