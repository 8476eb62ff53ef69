import assert from 'node:assert/strict';
import { parseRetryAfter } from '../../../lib/kubernetes/client/retry-after.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');

describe('Retry-After', () => {
  for (const [header, ms] of [
    ['0', 0],
    ['1', 1000],
    [' 120 ', 120_000],
    ['Mon, 23 Nov 2026 12:00:07 GMT', 7000],
    ['Mon, 23 Nov 2026 11:00:00 GMT', 0],
    [undefined, undefined],
    ['', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['99999999999999999999', undefined],
  ] as const) {
    it(`${JSON.stringify(header)} is ${ms} ms`, () => {
      assert.equal(parseRetryAfter(header, NOW), ms);
    });
  }
});
