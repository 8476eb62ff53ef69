/** Holds or releases a workload. If the workload changed meanwhile, it is read and evaluated again, a few times. */
import { toUpdaterError, UpdaterError } from '../core/errors/updater-error.ts';
import { isHeld, readHold, type Hold } from '../core/workload/hold.ts';
import { holdPatch } from '../core/plan/hold-patch.ts';
import type { Workload } from '../core/workload/workload.ts';
import { isGone, workloadPath, sendOperations, type SendOptions } from '../kubernetes/one-workload.ts';
import { isConflict, patchError } from '../kubernetes/patch-error.ts';
import { readAfterConflict } from '../kubernetes/read-after-conflict.ts';

/** `unchanged`: it was in that state already, or no longer matches; `gone`: it was deleted. */
export type HoldOutcome =
  | { readonly result: 'held' | 'released' | 'gone' }
  /** The existing hold, if it was recorded; `unsigned` if the hold was set without a record. */
  | { readonly result: 'unchanged'; readonly hold?: Hold; readonly unsigned?: true }
  | { readonly fault: UpdaterError };

const MAX_ATTEMPTS = 5;

/**
 * Without `hold` it is released. A workload that changed meanwhile and no longer matches is not changed. Never throws.
 */
export async function holdWorkload(
  workload: Workload,
  hold: Hold | undefined,
  sending: SendOptions,
  isMeant: (current: Workload) => boolean = () => true,
): Promise<HoldOutcome> {
  try {
    let current: Workload | undefined = workload;
    for (let attempt = 1; current !== undefined && attempt <= MAX_ATTEMPTS; attempt += 1) {
      const patch = isMeant(current) ? holdPatch(current, hold) : undefined;
      if (patch === undefined) return unchanged(current);
      const response = await sendOperations(current, () => patch, sending);
      if (response.status < 300) return { result: hold === undefined ? 'released' : 'held' };
      if (isGone(response)) return { result: 'gone' };
      if (!isConflict(response)) throw patchError(response);
      current = await readAfterConflict(current, attempt, sending);
    }
    if (current === undefined) return { result: 'gone' };
    throw new UpdaterError(
      'Conflict',
      `${workloadPath(workload)}: expected no concurrent change before one of ${MAX_ATTEMPTS} patches, got one before each`,
    );
  } catch (thrown) {
    return { fault: toUpdaterError(thrown) };
  }
}

function unchanged(workload: Workload): HoldOutcome {
  const hold = readHold(workload);
  if (hold !== undefined) return { result: 'unchanged', hold };
  return { result: 'unchanged', ...(isHeld(workload) && { unsigned: true }) };
}
