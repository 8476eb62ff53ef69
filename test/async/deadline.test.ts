import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import sinon from 'sinon';
import {
  TIME_LIMITS,
  deadlineBySignal,
  deadlineExceeded,
  deadlineWithin,
  untilFinish,
} from '../../lib/async/deadline.ts';
import { fakeClock } from '../support/fake-clock.ts';

const { signal } = new AbortController();

describe('a budget', () => {
  it('ends so many milliseconds from now', () => {
    const clock = fakeClock();
    assert.equal(deadlineWithin(60_000, { signal }, clock).endsAt, clock.now() + 60_000);
  });

  it('ends no later than the outer one', () => {
    const clock = fakeClock();
    const outer = { signal, endsAt: clock.now() + 10 };
    assert.equal(deadlineWithin(60_000, outer, clock).endsAt, outer.endsAt);
    assert.equal(deadlineWithin(5, outer, clock).endsAt, clock.now() + 5);
  });

  it('is over when the outer one is', () => {
    const controller = new AbortController();
    const inner = deadlineWithin(60_000, { signal: controller.signal });
    assert.equal(inner.signal.aborted, false);
    controller.abort();
    assert.equal(inner.signal.aborted, true);
  });

  it('is over by itself, and leaves the outer one as it is', async () => {
    const controller = new AbortController();
    const inner = deadlineWithin(1, { signal: controller.signal });
    // The timer of a signal does not keep the process alive.
    const alive = setInterval(() => undefined, 1000);
    if (!inner.signal.aborted) await once(inner.signal, 'abort');
    clearInterval(alive);
    assert.equal(controller.signal.aborted, false);
  });

  it('until writes in flight are finished is over with them, and ends no later', () => {
    const finish = new AbortController().signal;
    assert.deepEqual(untilFinish({ signal, finish, endsAt: 5 }), { signal: finish, endsAt: 5 });
    assert.deepEqual(untilFinish({ signal }), { signal });
  });

  it('of an event is over before Pub/Sub stops waiting, and leaves room for several clusters in turn', () => {
    assert.ok(TIME_LIMITS.event < 600_000);
    assert.ok(TIME_LIMITS.cluster < TIME_LIMITS.event);
  });
});

describe('a fault of lost time', () => {
  it('says which request had no time left', () => {
    assert.ok(deadlineExceeded('GET /x', AbortSignal.abort()).message.includes('GET /x'));
  });

  it('leaves nothing on a signal that lives as long as the process, once its time is over', () => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const ending = new AbortController().signal;
      const listeners = (): number => getEventListeners(ending, 'abort').length;
      const first = deadlineBySignal(ending);
      const before = listeners();
      for (let events = 0; events < 50; events += 1) deadlineWithin(1_000, deadlineWithin(5_000, first));
      clock.tick(10_000);
      assert.equal(listeners(), before);
      deadlineBySignal(ending);
      assert.equal(listeners(), before);
    } finally {
      clock.restore();
    }
  });
});
