/** Waiting for what Pub/Sub and processes bring about in their own time: by looking at a state, never by the clock. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** Far beyond what a busy machine needs: only what never comes ends here. */
const LIMIT_MS = 90_000;
const POLL_MS = 25;

/** Resolves once it holds; `what` is for the person who reads that it did not. */
export async function until(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
  limitMs = LIMIT_MS,
): Promise<void> {
  const limit = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() >= limit) {
      const missing = typeof what === 'string' ? what : what();
      assert.fail(`${missing} was waited for in vain`);
    }
    await sleep(POLL_MS);
  }
}
