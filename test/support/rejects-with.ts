import assert from 'node:assert/strict';
import { Fault } from '../../lib/core/errors/fault.ts';
import type { FaultReason } from '../../lib/core/errors/reason.ts';

/** The Fault that a piece of work ends with; fails where it ends otherwise or with another reason. */
export async function rejectsWith(reason: FaultReason, work: Promise<unknown>): Promise<Fault> {
  const outcome: unknown = await work.then(
    (value: unknown) => assert.fail(`resolved with ${JSON.stringify(value)}, expected ${reason}`),
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof Fault, String(outcome));
  assert.equal(outcome.reason, reason, outcome.message);
  return outcome;
}
