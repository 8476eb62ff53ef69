import assert from 'node:assert/strict';
import { backoffMs } from '../../../lib/pubsub/consumer/backoff.ts';

describe('the backoff', () => {
  for (const [failures, ms] of [
    [1, 10_000],
    [2, 20_000],
    [3, 40_000],
    [5, 160_000],
    [6, 300_000],
    [5000, 300_000],
  ] as const)
    it(`after ${failures} failures is ${ms} ms`, () => assert.equal(backoffMs(failures), ms));
});
