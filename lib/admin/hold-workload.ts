/** Holds one workload, or lets it go. When it changed meanwhile, it is read and looked at again: a few times. */
import { asFault, Fault } from '../core/errors/fault.ts';
import type { Hold } from '../core/workload/hold.ts';
import { holdPatch } from '../core/plan/hold-patch.ts';
import type { Workload } from '../core/workload/workload.ts';
import { isGone, pathOf, readWorkload, sendOperations, type Sending } from '../kubernetes/one-workload.ts';
import { isConflict, refusalOf } from '../kubernetes/refusal.ts';

/** `unchanged` was so already, is not there any more, or is not meant any more. */
export type HoldOutcome = { readonly result: 'held' | 'released' | 'unchanged' } | { readonly fault: Fault };

const TRIES = 5;

/**
 * Without a hold it is let go. One that changed meanwhile and is not meant any more is left as it is. Never throws.
 */
export async function holdWorkload(
  workload: Workload,
  hold: Hold | undefined,
  sending: Sending,
  isMeant: (current: Workload) => boolean = () => true,
): Promise<HoldOutcome> {
  try {
    let current: Workload | undefined = workload;
    for (let attempt = 1; current !== undefined && attempt <= TRIES; attempt += 1) {
      const patch = isMeant(current) ? holdPatch(current, hold) : undefined;
      if (patch === undefined) return { result: 'unchanged' };
      const answer = await sendOperations(current, patch, sending);
      if (answer.status < 300) return { result: hold === undefined ? 'released' : 'held' };
      if (isGone(answer)) return { result: 'unchanged' };
      if (!isConflict(answer)) throw refusalOf(answer);
      current = await readWorkload(current, sending);
    }
    if (current === undefined) return { result: 'unchanged' };
    throw new Fault('Conflict', `${pathOf(workload)}: changed by others before each of ${TRIES} patches`);
  } catch (thrown) {
    return { fault: asFault(thrown) };
  }
}
