/**
 * Patches one workload as planned. When the workload has changed meanwhile, or the answer to a patch was lost,
 * it is read and decided again: a few times, then it is a `Conflict` for the next delivery.
 */
import { Fault } from '../core/fault.ts';
import { collectionPath } from '../core/kind.ts';
import { stateOf } from '../core/mark.ts';
import { patchOf } from '../core/patch.ts';
import { outcomeOf, planWorkload, subjectOf, type Change, type WorkloadPlan } from '../core/plan.ts';
import type { Push } from '../core/push.ts';
import type { Outcome } from '../core/report.ts';
import type { Settings } from '../core/settings.ts';
import { parseWorkload, type Workload } from '../core/workload.ts';
import type { Answer } from './answer.ts';
import { WALL_CLOCK, type Clock } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { isConflict, refusalOf } from './refusal.ts';
import { retrying, type Budget } from './retry.ts';
import { faultOf } from './status.ts';

/** What a patch run works with. */
export interface PatchRun {
  readonly push: Push;
  readonly cluster: Cluster;
  readonly settings: Settings;
  readonly budget: Budget;
  /** The API server goes all the way, admission included, and stores nothing. */
  readonly dryRun?: boolean;
  readonly clock?: Clock;
}

const TRIES = 6;

/**
 * Writes the plan's changes, and answers with an outcome for each of them.
 * @throws Fault: `Conflict` where the workload keeps changing, `Refused` for the API server's or a webhook's
 * word, `Forbidden`, and what the transport throws.
 */
export async function patchWorkload(planned: WorkloadPlan, run: PatchRun): Promise<Outcome[]> {
  const done: Outcome[] = [];
  let plan = planned;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    if (plan.changes.length === 0) return [...done, ...plan.skipped];
    const answer = await send(plan, run);
    if (answer.status < 300)
      return [...done, ...plan.changes.map((change) => outcomeOf(plan.workload, change, 'updated'))];
    if (isGone(answer)) return [...done, ...gone(plan)];
    if (!isConflict(answer)) throw refusalOf(answer);
    const current = await readAgain(plan.workload, attempt, run);
    if (current === undefined) return [...done, ...gone(plan)];
    const { written, left } = recognise(plan, current, run);
    done.push(...written);
    plan = left;
  }
  throw new Fault('Conflict', `${pathOf(plan.workload)}: changed by others before each of ${TRIES} patches`);
}

function send(
  plan: WorkloadPlan,
  { cluster, budget, dryRun = false, clock = WALL_CLOCK }: PatchRun,
): Promise<Answer> {
  const body = JSON.stringify(patchOf(plan, clock.now()));
  const query = { fieldManager: 'image-updater', ...(dryRun ? { dryRun: 'All' } : {}) };
  const request = {
    method: 'PATCH',
    path: pathOf(plan.workload),
    query,
    contentType: 'application/json-patch+json',
    body,
  } as const;
  return retrying(
    async () => unlessPassing(await cluster.transport.json({ ...request, signal: budget.signal })),
    { ...budget, clock },
  );
}

/** The workload as it is now, after a wait that grows with the attempts; undefined where it is gone. */
async function readAgain(
  workload: Workload,
  attempt: number,
  { cluster, budget, clock = WALL_CLOCK }: PatchRun,
): Promise<Workload | undefined> {
  await clock.sleep(2 ** attempt * (5 + 5 * clock.random()), budget.signal).catch(() => {
    throw new Fault('OutOfTime', `${pathOf(workload)}: the time budget ended before it could be read again`);
  });
  const request = { method: 'GET', path: pathOf(workload), signal: budget.signal } as const;
  const answer = await retrying(async () => unlessPassing(await cluster.transport.json(request)), {
    ...budget,
    clock,
  });
  if (isGone(answer)) return undefined;
  if (answer.status !== 200) throw faultOf(answer);
  return parseWorkload(workload.kind, answer.body);
}

/** Of the changes that did not go through: those that did after all (their answer was lost), and what is left to do. */
function recognise(
  plan: WorkloadPlan,
  current: Workload,
  { push, cluster, settings }: PatchRun,
): { written: Outcome[]; left: WorkloadPlan } {
  const ours = plan.changes.filter((change) => isWritten(change, current, push));
  const names = new Set(ours.map(({ container }) => container.name));
  const again = planWorkload(push, cluster, current, settings);
  // Containers that were skipped before are in the report already.
  const open = new Set(
    plan.changes.map(({ container }) => container.name).filter((name) => !names.has(name)),
  );
  return {
    written: ours.map((change) => outcomeOf(plan.workload, change, 'updated')),
    left: {
      workload: current,
      changes: again.changes.filter(({ container }) => !names.has(container.name)),
      skipped: again.skipped.filter(({ container }) => open.has(container)),
    },
  };
}

/** Whether the container runs what we meant to write, and the record says that this push wrote it. */
function isWritten({ container: { name }, decision }: Change, current: Workload, push: Push): boolean {
  const image = current.containers.find((container) => container.name === name)?.image;
  if (image === undefined || image !== decision.trace.entry.to) return false;
  const state = stateOf(current, name, image);
  return state.status === 'followed' && state.entry.push === push.id;
}

/** Passes an answer on, or throws its fault where trying again soon may help. */
function unlessPassing(answer: Answer): Answer {
  if (answer.status === 429 || answer.status >= 500 || answer.status === 408) throw faultOf(answer);
  return answer;
}

function isGone({ status }: Answer): boolean {
  return status === 404 || status === 410;
}

function gone({ workload, changes }: WorkloadPlan): Outcome[] {
  return changes.map(({ container }) => ({
    ...subjectOf(workload, container),
    result: 'skipped',
    reason: 'Gone',
  }));
}

function pathOf({ kind, namespace, name }: Workload): string {
  return `${collectionPath(kind, encodeURIComponent(namespace))}/${encodeURIComponent(name)}`;
}
