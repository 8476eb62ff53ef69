/** Corrects label and record after admission has replaced the image of a patch. */
import { toUpdaterError } from '../core/errors/updater-error.ts';
import type { AdmittedChange } from '../core/plan/admitted.ts';
import { correctionPatch } from '../core/plan/correction-patch.ts';
import type { WorkloadPlan } from '../core/plan/plan.ts';
import { findImage, isRecorded, patchedWorkload } from '../core/plan/recorded.ts';
import type { Workload } from '../core/workload/workload.ts';
import { isGone, sendOperations } from './one-workload.ts';
import { isConflict, patchError } from './patch-error.ts';
import { readAfterConflict, type ReadOptions } from './read-after-conflict.ts';

const MAX_ATTEMPTS = 4;

/**
 * Changes label and record to the running image; `read` is the workload, if it was read after its patch. Never throws: the
 * result is why it was not done, or undefined. Changes by others are not overwritten. An interrupt does not stop it, because
 * the workload is changed already, so this is part of the work in flight.
 */
export async function correctRecord(
  plan: WorkloadPlan,
  admitted: readonly AdmittedChange[],
  options: ReadOptions,
  read?: Workload,
): Promise<string | undefined> {
  const run = { ...options, stop: undefined };
  let current = read;
  let left = admitted;
  try {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      if (await sendCorrection(plan, left, run, current)) return undefined;
      if (attempt === MAX_ATTEMPTS) break;
      const again = await readAfterConflict(plan.workload, attempt, run);
      if (again === undefined) return undefined;
      left = left.filter((each) => isAsLeft(each, again));
      if (left.every(({ status }) => status === 'written')) return undefined;
      current = again;
    }
    return `changed by others before each of ${MAX_ATTEMPTS} patches`;
  } catch (thrown) {
    return toUpdaterError(thrown).message;
  }
}

/** Whether it is done, or the workload was deleted; false if the workload has changed. */
async function sendCorrection(
  plan: WorkloadPlan,
  admitted: readonly AdmittedChange[],
  options: ReadOptions,
  read: Workload | undefined,
): Promise<boolean> {
  const patch = () => correctionPatch(plan.workload, read ?? patchedWorkload(plan, admitted), admitted);
  const response = await sendOperations(plan.workload, patch, options);
  if (response.status < 300 || isGone(response)) return true;
  if (isConflict(response)) return false;
  throw patchError(response);
}

function isAsLeft({ change, runs }: AdmittedChange, current: Workload): boolean {
  return findImage(current, change) === runs && isRecorded(change, current);
}
