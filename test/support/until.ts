/** Waiting for what others bring about in their own time: by looking at a state, never by the clock. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** Far beyond what a busy machine needs, and within a test's own limit: only what never comes ends here. */
const LIMIT_MS = 40_000;
const POLL_MS = 5;
const SLOW_POLL_MS = 25;

/** Resolves once it holds: the test's own time limit ends what never does. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(POLL_MS);
}

/** The same with a limit; `what` is for the person who reads that it did not. */
export async function eventually(
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
    await sleep(SLOW_POLL_MS);
  }
}
