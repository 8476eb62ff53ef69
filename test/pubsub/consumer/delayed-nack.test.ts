import assert from 'node:assert/strict';
import { delayNacks } from '../../../lib/pubsub/consumer/delayed-nack.ts';
import { manualClock, settle } from '../../support/manual-clock.ts';

/** Holds things of these times. */
function holding(times: readonly number[]) {
  const clock = manualClock();
  const ending = new AbortController();
  const { hold, held } = delayNacks(clock, ending.signal);
  const released: number[] = [];
  const add = (ms: number): void => hold(() => void released.push(ms), ms);
  for (const ms of times) add(ms);
  return { clock, end: () => ending.abort(), add, held, released };
}

describe('holding back', () => {
  it('releases each when its time has come', async () => {
    const { clock, held, released } = holding([300, 100, 200]);
    await clock.advance(99);
    assert.deepEqual([released, held()], [[], 3]);
    await clock.advance(101);
    assert.deepEqual([released, held()], [[100, 200], 1]);
  });

  it('has room for all that is leased', async () => {
    const { clock, held, released } = holding(Array.from({ length: 1000 }, () => 100));
    await clock.advance(99);
    assert.deepEqual([released.length, held()], [0, 1000]);
    await clock.advance(1);
    assert.deepEqual([released.length, held()], [1000, 0]);
  });

  for (const ms of [0, -1])
    it(`of ${ms} ms is none`, () => {
      const { held, released } = holding([ms]);
      assert.deepEqual([released, held()], [[ms], 0]);
    });

  it('ends for all at once, and for what comes then', async () => {
    const { clock, end, add, held, released } = holding([100, 200]);
    end();
    await settle();
    assert.deepEqual([released, held(), clock.sleepers()], [[100, 200], 0, 0]);
    add(300);
    assert.deepEqual(released, [100, 200, 300]);
  });
});
