import assert from 'node:assert/strict';
import sinon, { type SinonFakeTimers } from 'sinon';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { refusalLog } from '../../lib/http/refusal-log.ts';
import { parsed } from '../support/served-functions.ts';

describe('the log of refused requests', () => {
  let clock: SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });
  afterEach(() => clock.restore());

  /** The counts of the lines after these refusals: how many, with which status, and how long after the last. */
  function counts(refusals: readonly (readonly [number, number, number])[], wait = 10_000): unknown[] {
    const lines: string[] = [];
    const refused = refusalLog((line) => void lines.push(line));
    for (const [times, status, after] of refusals) {
      clock.tick(after);
      for (let time = 0; time < times; time += 1)
        refused(new UpdaterError('Unauthenticated', 'd'), status, undefined);
    }
    clock.tick(wait);
    return lines.map((line) => parsed(line)['counts']);
  }

  const logs: readonly (readonly [string, readonly (readonly [number, number, number])[], unknown[]])[] = [
    ['has a line for one', [[1, 401, 0]], [{ 401: 1 }]],
    [
      'has one line at once and one for all others of the second',
      [[1000, 401, 0]],
      [{ 401: 1 }, { 401: 999 }],
    ],
    [
      'has a line a second, and the counts add up',
      [
        [10, 401, 0],
        [10, 401, 500],
        [10, 401, 600],
      ],
      [{ 401: 1 }, { 401: 19 }, { 401: 10 }],
    ],
    [
      'has a line at once again after a quiet second',
      [
        [1, 401, 0],
        [1, 401, 1_000],
      ],
      [{ 401: 1 }, { 401: 1 }],
    ],
    [
      'counts every status, and has no more lines for it',
      [
        [5, 401, 0],
        [1, 400, 0],
      ],
      [{ 401: 1 }, { 400: 1, 401: 4 }],
    ],
  ];
  for (const [what, refusals, expected] of logs) it(what, () => assert.deepEqual(counts(refusals), expected));

  it('keeps no timer while nothing is refused', () => {
    counts([[3, 401, 0]]);
    assert.equal(clock.countTimers(), 0);
  });
});
