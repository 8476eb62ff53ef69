import assert from 'node:assert/strict';
import { FUNCTION_LIMITS } from '../../lib/http/framework/drain-on-signals.ts';
import { CALL_END_MS, MESSAGE_END_MS, PUBLISH_AT_END_MS, PUBLISH_MS } from '../../lib/pipeline/end-limits.ts';
import { ABORT_GRACE_MS } from '../../lib/pubsub/consumer/worker.ts';

/** What Cloud Run gives between SIGTERM and SIGKILL. */
const CLOUD_RUN_MS = 10_000;

describe('the time that an event has once its process is to end', () => {
  it('is long enough in a function, and the process ends before it is killed', () => {
    assert.ok(FUNCTION_LIMITS.aborted > CALL_END_MS);
    assert.ok(FUNCTION_LIMITS.work + FUNCTION_LIMITS.aborted < CLOUD_RUN_MS);
  });

  it('is long enough in pull mode, where nothing is queued', () =>
    assert.ok(ABORT_GRACE_MS >= MESSAGE_END_MS));

  it('is shorter for a report than it has else', () => assert.ok(PUBLISH_AT_END_MS < PUBLISH_MS));
});
