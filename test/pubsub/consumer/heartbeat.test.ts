import assert from 'node:assert/strict';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import type { ErrorReason } from '../../../lib/core/errors/reason.ts';
import type { Puller } from '../../../lib/pubsub/puller.ts';
import { startHeartbeat, type Heartbeat } from '../../../lib/pubsub/consumer/heartbeat.ts';
import { SUBSCRIPTION, TOPIC } from '../../support/consumer-builders.ts';
import { manualClock, settle } from '../../support/manual-clock.ts';

const OTHER = { ...SUBSCRIPTION, subscription: 'other' };
const FACTS = { topic: TOPIC, backsOff: true };

/** A pulse every second over two subscriptions; `found` is what a look at each ends with, until it is changed. */
function stage(found: { pull?: ErrorReason | undefined; other?: ErrorReason | undefined } = {}) {
  const clock = manualClock();
  const changes: (ErrorReason | 'back')[] = [];
  const ending = new AbortController();
  let asked = 0;
  const pulse: Heartbeat = startHeartbeat({
    subscriptions: [SUBSCRIPTION, OTHER],
    describe: ({ subscription }) => {
      asked += 1;
      const reason = subscription === 'pull' ? found.pull : found.other;
      return reason === undefined ? Promise.resolve(FACTS) : Promise.reject(new UpdaterError(reason, 'no'));
    },
    everyMs: 1000,
    clock,
    signal: ending.signal,
    onChange: (lost) => void changes.push(lost?.reason ?? 'back'),
  });
  const set = (reason: ErrorReason | undefined): void => {
    found.pull = reason;
    found.other = reason;
  };
  return { clock, changes, pulse, set, end: () => ending.abort(), asked: () => asked };
}

describe('the pulse', () => {
  for (const reason of [
    'Unreachable',
    'Timeout',
    'NoSuchHost',
    'OutOfTime',
    'TokenServerError',
    'ServerError',
  ] as const)
    it(`is lost after ${reason} twice in a row, which is told once`, async () => {
      const { clock, changes, pulse } = stage({ pull: reason, other: reason });
      await clock.advance(1000);
      assert.deepEqual([pulse.isReached(), changes], [true, []]);
      await clock.advance(1000);
      assert.deepEqual([pulse.isReached(), changes], [false, [reason]]);
      await clock.advance(5000);
      assert.deepEqual([pulse.isReached(), changes], [false, [reason]]);
    });

  for (const reason of [
    undefined,
    'ForbiddenToLook',
    'NoSubscription',
    'Throttled',
    'CredentialsRefused',
  ] as const)
    it(`goes on where the answer is ${reason ?? 'what was asked for'}`, async () => {
      const { clock, changes, pulse, asked } = stage({ pull: reason, other: reason });
      await clock.advance(5000);
      assert.deepEqual([pulse.isReached(), changes, asked()], [true, [], 10]);
    });

  it('comes back with the first answer, which is told once, and can be lost again', async () => {
    const { clock, changes, pulse, set } = stage({ pull: 'Unreachable', other: 'Unreachable' });
    await clock.advance(2000);
    set('NoSubscription');
    await clock.advance(1000);
    assert.equal(pulse.isReached(), true);
    await clock.advance(1000);
    set('Timeout');
    await clock.advance(3000);
    assert.deepEqual(changes, ['Unreachable', 'back', 'Timeout']);
  });

  it('is not lost by single beats that nobody answers', async () => {
    const { clock, changes, set } = stage();
    for (const reason of ['Unreachable', undefined, 'Timeout', undefined] as const) {
      set(reason);
      await clock.advance(1000);
    }
    assert.deepEqual(changes, []);
  });

  it('is there where one of the subscriptions is answered for', async () => {
    const { clock, changes } = stage({ pull: 'Unreachable' });
    await clock.advance(5000);
    assert.deepEqual(changes, []);
  });

  it('waits for a beat that takes long, and beats at once after it', async () => {
    const looks: PromiseWithResolvers<never>[] = [];
    const describe: Puller['describe'] = () => {
      const look = Promise.withResolvers<never>();
      looks.push(look);
      return look.promise;
    };
    const clock = manualClock();
    const { signal } = new AbortController();
    startHeartbeat({
      subscriptions: [SUBSCRIPTION],
      describe,
      everyMs: 1000,
      clock,
      signal,
      onChange: assert.fail,
    });
    await clock.advance(5000);
    assert.equal(looks.length, 1);
    looks[0]?.reject(new UpdaterError('Unreachable', 'no'));
    await settle();
    assert.equal(looks.length, 2);
  });

  it('that is ended beats no more', async () => {
    const { clock, end, asked } = stage();
    await clock.advance(1000);
    end();
    await clock.advance(5000);
    assert.deepEqual([asked(), clock.sleepers()], [2, 0]);
  });

  it('tells nothing of a look that its end cut short', async () => {
    const clock = manualClock();
    const ending = new AbortController();
    const heartbeat = startHeartbeat({
      subscriptions: [SUBSCRIPTION],
      describe: () => {
        if (clock.now() >= 1_002_000) ending.abort();
        return Promise.reject(new UpdaterError('OutOfTime', 'cut short'));
      },
      everyMs: 1000,
      clock,
      signal: ending.signal,
      onChange: assert.fail,
    });
    await clock.advance(5000);
    assert.equal(heartbeat.isReached(), true);
  });
});
