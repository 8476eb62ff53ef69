/**
 * The end of a patch that went through: what runs, by the API server's answer or, where that was lost, by the workload as it
 * was read again. Both are settled in one way.
 */
import { UpdaterError } from '../core/errors/updater-error.ts';
import {
  compareAdmitted,
  reachesRunning,
  suggestAlias,
  writtenImage,
  type AdmittedChange,
  type AdmittedScope,
} from '../core/plan/admitted.ts';
import { toContainerRef, toUpdated } from '../core/plan/outcome.ts';
import type { WorkloadPlan } from '../core/plan/plan.ts';
import { findImage, isRecorded } from '../core/plan/recorded.ts';
import type { ContainerOutcome, Updated } from '../core/report/report.ts';
import { describeValue, printable } from '../core/text/printable.ts';
import { valueAt } from '../core/text/json.ts';
import { parseWorkload, type Workload } from '../core/workload/workload.ts';
import type { ApiResponse } from './client/api-response.ts';
import { correctRecord } from './correct-record.ts';
import { workloadPath } from './one-workload.ts';
import type { ReadOptions } from './read-after-conflict.ts';

/**
 * What admission made of the changes of a plan whose patch was answered with this.
 * @throws UpdaterError `UnexpectedAnswer` where something says yes that has no such workload: a sign-in page does so.
 */
export function compareAnswer(
  { workload, changes }: WorkloadPlan,
  response: ApiResponse,
  scope: AdmittedScope,
): readonly AdmittedChange[] {
  const answered = requireWorkload(workload, response);
  return changes.map((change) => {
    const runs = findImage(answered, change);
    if (runs !== undefined) return compareAdmitted(change, runs, scope);
    throw new UpdaterError(
      'UnexpectedAnswer',
      `${response.request}: expected the container ${printable(change.container.name)}, got none`,
    );
  });
}

/**
 * The same of a patch that may have gone through without an answer, by the workload as it is now. Changes are left out that
 * were not made, and those of whose image somebody may have made something else since.
 */
export function recogniseAdmitted(
  { changes }: WorkloadPlan,
  current: Workload,
  scope: AdmittedScope,
): readonly AdmittedChange[] {
  return changes.flatMap((change) => {
    const runs = findImage(current, change);
    if (runs === undefined || !isRecorded(change, current)) return [];
    const admitted = compareAdmitted(change, runs, scope);
    return isByAdmission(admitted, current, scope) ? [admitted] : [];
  });
}

/**
 * Whether the patch left this image. The API server notes who wrote an image before admission: where that is the updater,
 * nobody wrote another one since. Where it is not known, another image of the repository is taken for somebody else's, and
 * one of another repository for what admission wrote.
 */
function isByAdmission(admitted: AdmittedChange, current: Workload, scope: AdmittedScope): boolean {
  const { change, status } = admitted;
  if (status === 'written' || status === 'respelled') return true;
  const { container, decision } = change;
  if (decision.action === 'update' && decision.to !== decision.from) {
    if (current.ownImages?.has(container.name) === true) return true;
    if (current.imageTimes?.has(container.name) === true) return false;
  }
  return status === 'rewritten' && !reachesRunning(admitted, scope);
}

/** What settling works with. */
export interface AdmittedRun extends ReadOptions, AdmittedScope {
  /** Takes each update as soon as it is known to be made. */
  readonly onUpdated?: ((updated: Updated) => void) | undefined;
}

/**
 * What became of changes that a patch made. Where admission wrote another image, label and record are corrected; `read` is
 * the workload where it was read after the patch.
 */
export async function settleAdmitted(
  plan: WorkloadPlan,
  admitted: readonly AdmittedChange[],
  run: AdmittedRun,
  read?: Workload,
): Promise<ContainerOutcome[]> {
  for (const each of admitted) tellUpdated(plan.workload, each, run);
  const isDone = run.dryRun === true || admitted.every(({ status }) => status === 'written');
  const uncorrected = isDone ? undefined : await correctRecord(plan, admitted, run, read);
  return admitted.map((each) => toAdmittedOutcome(plan.workload, each, run, uncorrected));
}

/** Before anything else is sent: the process may end meanwhile. */
function tellUpdated(workload: Workload, admitted: AdmittedChange, run: AdmittedRun): void {
  const outcome = toAdmittedOutcome(workload, admitted, run);
  if (outcome.result === 'updated') run.onUpdated?.(outcome);
}

function requireWorkload({ kind, name }: Workload, { body, request }: ApiResponse): Workload {
  const patched = parseWorkload(kind, body);
  if (patched?.name === name) return patched;
  throw new UpdaterError(
    'UnexpectedAnswer',
    `${request}: expected the patched ${printable(name)}, got ${describeValue(valueAt(body, ['metadata', 'name']))}`,
  );
}

function toAdmittedOutcome(
  workload: Workload,
  admitted: AdmittedChange,
  run: ReadOptions & AdmittedScope,
  uncorrected?: string,
): ContainerOutcome {
  const { change, status, runs } = admitted;
  if (status === 'written' || status === 'respelled') {
    const { container, decision } = change;
    const made = decision.action === 'update' ? { ...decision, to: runs } : decision;
    return toUpdated(workload, { container, decision: made }, run.dryRun === true ? 'planned' : 'updated');
  }
  const detail = [
    `PATCH ${workloadPath(workload)}: expected the image ${writtenImage(change)}, got ${printable(runs)}`,
    ...explain(admitted, run),
    ...(uncorrected === undefined ? [] : [`label and record could not be corrected: ${uncorrected}`]),
  ];
  return {
    ...toContainerRef(workload, change.container),
    result: 'failed',
    reason: status === 'rewritten' ? 'Rewritten' : 'Refused',
    detail: detail.join('; '),
  };
}

function explain(admitted: AdmittedChange, run: AdmittedScope): readonly string[] {
  if (admitted.status === 'reverted') return ['admission put the image before back'];
  const alias = suggestAlias(admitted, run);
  return alias === undefined ? [] : [`aliases: { ${alias.prefix}: ${alias.means} }`];
}
