import assert from 'node:assert/strict';
import { endsWithin } from '../../lib/async/ends-within.ts';
import { manualClock } from '../support/manual-clock.ts';

const never = new Promise<void>(() => undefined);

describe('waiting for something, but not for ever,', () => {
  it('tells that it ended, and leaves no timer', async () => {
    const clock = manualClock();
    assert.equal(await endsWithin(Promise.resolve(), 100, clock), true);
    assert.equal(clock.sleepers(), 0);
  });

  it('tells that it did not', async () => {
    const clock = manualClock();
    const ended = endsWithin(never, 100, clock);
    await clock.advance(100);
    assert.equal(await ended, false);
  });

  it('passes on that it failed', () =>
    assert.rejects(endsWithin(Promise.reject(new RangeError('x')), 100, manualClock()), RangeError));
});
