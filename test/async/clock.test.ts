import assert from 'node:assert/strict';
import { WALL_CLOCK } from '../../lib/async/clock.ts';

describe('the wall clock', () => {
  it('sleeps no shorter than asked', async () => {
    const before = process.hrtime.bigint();
    await WALL_CLOCK.sleep(20, new AbortController().signal);
    assert.ok(process.hrtime.bigint() - before >= 19_000_000n);
  });

  it('wakes up when the signal aborts', async () => {
    await assert.rejects(WALL_CLOCK.sleep(3_600_000, AbortSignal.abort()), { name: 'AbortError' });
  });

  it('counts from the epoch, and leaves things to chance', () => {
    assert.ok(WALL_CLOCK.now() > Date.parse('2026-01-01'));
    const chance = WALL_CLOCK.random();
    assert.ok(chance >= 0 && chance < 1);
  });
});
