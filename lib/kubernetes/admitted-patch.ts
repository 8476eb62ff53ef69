/**
 * Evaluates a successful patch: the image that runs now, from the response of the API server or, if the response was lost,
 * from the workload that was read again.
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
 * The result of admission for each change of a plan, from the response to its patch.
 * @throws UpdaterError `UnexpectedAnswer` for a successful response without the workload, for example of a sign-in page.
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
 * The same for a patch without a response that may have succeeded, from the current workload. Changes are omitted that were
 * not made, and those whose image may have been changed since.
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
 * Whether this image is the result of the patch. The API server records the writer of an image before admission: if that is
 * the updater, no other client has written an image since. If it is unknown, another image of the same repository counts as a
 * change by somebody else, and an image of another repository as a change by admission.
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

/** The context of an evaluation. */
export interface AdmittedRun extends ReadOptions, AdmittedScope {
  /** Receives each update as soon as it is known to be made. */
  readonly onUpdated?: ((updated: Updated) => void) | undefined;
}

/**
 * The outcomes of the changes of a patch. If admission wrote another image, label and record are corrected. `read` is the
 * workload, if it was read after the patch.
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

/** Before anything else is sent, because the process may end meanwhile. */
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
  if (admitted.status === 'reverted') return ['admission restored the previous image'];
  const alias = suggestAlias(admitted, run);
  return alias === undefined ? [] : [`aliases: { ${alias.prefix}: ${alias.means} }`];
}
