/** Waiting for what controllers and watches bring about in their own time. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** Far beyond what a busy machine needs: only what never comes ends here. */
const LIMIT_MS = 40_000;
const POLL_MS = 25;

/** Resolves once it holds; `what` is for the person who reads that it did not. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + LIMIT_MS;
  while (!(await holds())) {
    assert.ok(Date.now() < limit, `${what} was waited for in vain`);
    await sleep(POLL_MS);
  }
}
