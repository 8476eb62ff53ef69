/**
 * The end of a patch that was let through: what runs by the API server's answer, and where that is not what was written,
 * a second patch of label and record, so that they tell of it.
 */
import { toUpdaterError, UpdaterError } from '../core/errors/updater-error.ts';
import {
  compareAdmitted,
  reachesRunning,
  suggestAlias,
  writtenImage,
  type AdmittedChange,
  type AdmittedScope,
} from '../core/plan/admitted.ts';
import { toContainerRef, toUpdated } from '../core/plan/outcome.ts';
import type { ContainerChange, WorkloadPlan } from '../core/plan/plan.ts';
import { correctionPatch } from '../core/plan/correction-patch.ts';
import type { ContainerOutcome } from '../core/report/report.ts';
import { describeValue, printable } from '../core/text/printable.ts';
import { valueAt } from '../core/text/json.ts';
import { parseUpdateRecords } from '../core/workload/applied-state.ts';
import { appliedLabelKey, parseWorkload, type Workload } from '../core/workload/workload.ts';
import type { ApiResponse } from './client/api-response.ts';
import { isGone, readWorkload, sendOperations, workloadPath, type SendOptions } from './one-workload.ts';
import { isConflict, patchError } from './patch-error.ts';

/** What it works with. */
export interface AdmittedRun extends SendOptions, AdmittedScope {}

const MAX_ATTEMPTS = 4;

/**
 * What became of each change of a plan whose patch was answered with this.
 * @throws UpdaterError `UnexpectedAnswer` where something says yes that has no such workload: a sign-in page does so.
 */
export async function settleAdmitted(
  plan: WorkloadPlan,
  response: ApiResponse,
  run: AdmittedRun,
): Promise<ContainerOutcome[]> {
  const answered = requireWorkload(plan.workload, response);
  const admitted = plan.changes.map((change) => {
    const runs = findImage(answered, change);
    if (runs !== undefined) return compareAdmitted(change, runs, run);
    throw new UpdaterError(
      'UnexpectedAnswer',
      `${response.request}: expected the container ${printable(change.container.name)}, got none`,
    );
  });
  const isDone = run.dryRun === true || admitted.every(({ status }) => status === 'written');
  const uncorrected = isDone ? undefined : await correct(plan.workload, answered, admitted, run);
  return admitted.map((each) => toAdmittedOutcome(plan.workload, each, run, uncorrected));
}

/**
 * Of a change that may have gone through without an answer; undefined where it did not, or somebody may have changed it
 * since: another image of the repository is taken for that, and one of another repository for what admission wrote.
 */
export function recogniseAdmitted(
  { workload }: WorkloadPlan,
  change: ContainerChange,
  current: Workload,
  run: AdmittedRun,
): ContainerOutcome | undefined {
  const runs = findImage(current, change);
  if (runs === undefined || !isRecorded(change, current, run)) return undefined;
  const admitted = compareAdmitted(change, runs, run);
  const isOurs =
    admitted.status === 'written' ||
    admitted.status === 'respelled' ||
    (admitted.status === 'rewritten' && !reachesRunning(admitted, run));
  return isOurs ? toAdmittedOutcome(workload, admitted, run) : undefined;
}

/** Whether label and record say that this push wrote it. */
function isRecorded(
  { container: { name }, decision }: ContainerChange,
  current: Workload,
  run: AdmittedScope,
) {
  const entry = parseUpdateRecords(current).get(name);
  return (
    entry !== undefined &&
    entry.push === run.push.id &&
    entry.to === decision.applied.entry.to &&
    entry.mark === current.labels[appliedLabelKey(name)]
  );
}

function findImage({ containers }: Workload, { container }: ContainerChange): string | undefined {
  return containers.find(({ name }) => name === container.name)?.image;
}

function requireWorkload({ kind, name }: Workload, { body, request }: ApiResponse): Workload {
  const patched = parseWorkload(kind, body);
  if (patched?.name === name) return patched;
  throw new UpdaterError(
    'UnexpectedAnswer',
    `${request}: expected the patched ${printable(name)}, got ${describeValue(valueAt(body, ['metadata', 'name']))}`,
  );
}

/** Never throws; why it was not done, where it was not. What others changed meanwhile is theirs. */
async function correct(
  before: Workload,
  answered: Workload,
  admitted: readonly AdmittedChange[],
  run: AdmittedRun,
): Promise<string | undefined> {
  let [current, left] = [answered, admitted];
  try {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const response = await sendOperations(current, correctionPatch(before, current, left), run);
      if (response.status < 300 || isGone(response)) return undefined;
      if (!isConflict(response)) throw patchError(response);
      const read = await readWorkload(current, run);
      if (read === undefined) return undefined;
      left = left.filter((each) => isAsLeft(each, read, run));
      if (left.every(({ status }) => status === 'written')) return undefined;
      current = read;
    }
    return `changed by others before each of ${MAX_ATTEMPTS} patches`;
  } catch (thrown) {
    return toUpdaterError(thrown).message;
  }
}

function isAsLeft({ change, runs }: AdmittedChange, current: Workload, run: AdmittedRun): boolean {
  return findImage(current, change) === runs && isRecorded(change, current, run);
}

function toAdmittedOutcome(
  workload: Workload,
  admitted: AdmittedChange,
  run: AdmittedRun,
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
