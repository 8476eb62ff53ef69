/**
 * Holding a workload: the label `image-updater/hold`, which stops all updates of it, and beside it who holds it and why,
 * in the annotation `image-updater/held`:
 *
 *     {"by": "alice", "why": "incident 42", "at": 1763971200000}
 *
 * Whoever puts the label there by hand needs no annotation.
 */
import { isObject, parseJson } from '../text/json.ts';
import { HELD_ANNOTATION, HOLD_LABEL, type Workload } from './workload.ts';

export interface Hold {
  readonly by: string;
  readonly why?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What a date can be, in milliseconds before and after the epoch (ECMA-262, time values). */
const LAST_DATE = 8.64e15;

/** Any value of the label but `false` holds. */
export function isHeld({ labels }: Workload): boolean {
  return (labels[HOLD_LABEL] ?? 'false') !== 'false';
}

/** Who holds it and why; undefined where it is not held, or nobody said so. */
export function readHold(workload: Workload): Hold | undefined {
  const value = parseJson(workload.annotations[HELD_ANNOTATION] ?? '');
  if (!isHeld(workload) || !isObject(value)) return undefined;
  const { by, why, at } = value;
  if (typeof by !== 'string' || !Number.isInteger(at) || Math.abs(Number(at)) > LAST_DATE) return undefined;
  return { by, at: Number(at), ...(typeof why === 'string' && why !== '' ? { why } : {}) };
}
