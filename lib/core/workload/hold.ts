/**
 * The hold of a workload: the label `image-updater/hold`, which blocks all updates, and the annotation `image-updater/held`
 * with the user and the reason:
 *
 *     {"by": "alice", "why": "incident 42", "at": 1763971200000}
 *
 * A person who sets the label manually does not need the annotation.
 */
import { isObject, parseJson } from '../text/json.ts';
import { HELD_ANNOTATION, HOLD_LABEL, type Workload } from './workload.ts';

export interface Hold {
  readonly by: string;
  readonly why?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The range of a date, in milliseconds before and after the epoch (ECMA-262, time values). */
const LAST_DATE = 8.64e15;

/** Any value of the label except `false` holds. */
export function isHeld({ labels }: Workload): boolean {
  return (labels[HOLD_LABEL] ?? 'false') !== 'false';
}

/** The recorded hold; undefined if the workload is not held, or the hold was not recorded. */
export function readHold(workload: Workload): Hold | undefined {
  const value = parseJson(workload.annotations[HELD_ANNOTATION] ?? '');
  if (!isHeld(workload) || !isObject(value)) return undefined;
  const { by, why, at } = value;
  if (typeof by !== 'string' || !Number.isInteger(at) || Math.abs(Number(at)) > LAST_DATE) return undefined;
  return { by, at: Number(at), ...(typeof why === 'string' && why !== '' ? { why } : {}) };
}
