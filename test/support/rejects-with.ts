import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { ErrorReason } from '../../lib/core/errors/reason.ts';

/** The UpdaterError that a piece of work ends with; fails where it ends otherwise or with another reason. */
export async function rejectsWith(reason: ErrorReason, work: Promise<unknown>): Promise<UpdaterError> {
  const outcome: unknown = await work.then(
    (value: unknown) => assert.fail(`resolved with ${JSON.stringify(value)}, expected ${reason}`),
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof UpdaterError, String(outcome));
  assert.equal(outcome.reason, reason, outcome.message);
  return outcome;
}
