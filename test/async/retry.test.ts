import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { ErrorReason } from '../../lib/core/errors/reason.ts';
import { isRetryable, retry } from '../../lib/async/retry.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { rejectsWith } from '../support/rejects-with.ts';

const { signal } = new AbortController();

function failing(times: number, fault: UpdaterError): (attempt: number) => Promise<number> {
  return (attempt) => (attempt <= times ? Promise.reject(fault) : Promise.resolve(attempt));
}

describe('retrying', () => {
  it('does not wait for what works at once', async () => {
    const clock = fakeClock();
    assert.equal(await retry(failing(0, new UpdaterError('Timeout', '')), { signal, clock }), 1);
    assert.deepEqual(clock.waits, []);
  });

  it('waits twice as long each time, half of it by chance', async () => {
    const fault = new UpdaterError('Unreachable', '');
    for (const [chance, waits] of [
      [0, [100, 200, 400, 800]],
      [0.5, [150, 300, 600, 1200]],
    ] as const) {
      const clock = fakeClock(chance);
      assert.equal(await retry(failing(4, fault), { signal, clock }), 5);
      assert.deepEqual(clock.waits, waits);
    }
  });

  it('never waits longer than 5 s on its own', async () => {
    const clock = fakeClock(0.999_999);
    await retry(failing(9, new UpdaterError('ServerError', '')), { signal, clock, attempts: 10 });
    assert.ok(clock.waits.every((ms) => ms <= 5000));
    assert.ok(clock.waits.slice(-3).every((ms) => ms > 4900));
  });

  it('gives up with the last fault after five attempts', async () => {
    const clock = fakeClock();
    let attempts = 0;
    const work = (attempt: number): Promise<never> => {
      attempts = attempt;
      return Promise.reject(new UpdaterError('ServerError', `attempt ${attempt}`));
    };
    const fault = await rejectsWith('ServerError', retry(work, { signal, clock }));
    assert.equal(fault.message, 'attempt 5');
    assert.equal(attempts, 5);
    assert.equal(clock.waits.length, 4);
  });

  it('waits as long as the server asks, and its own time where that is longer', async () => {
    for (const [retryAfterMs, wait] of [
      [7000, 7000],
      [1, 100],
    ] as const) {
      const clock = fakeClock();
      await retry(failing(1, new UpdaterError('Throttled', '', { retryAfterMs })), { signal, clock });
      assert.deepEqual(clock.waits, [wait]);
    }
  });

  it('gives up at once where the wait would outlast the deadline', async () => {
    const clock = fakeClock();
    const fault = new UpdaterError('Throttled', '', { retryAfterMs: 30_000 });
    const options = { signal, clock, endsAt: clock.now() + 30_000 };
    assert.equal(await rejectsWith('Throttled', retry(failing(1, fault), options)), fault);
    assert.deepEqual(clock.waits, []);
    assert.equal(await retry(failing(1, fault), { ...options, endsAt: clock.now() + 30_001 }), 2);
  });

  it('ends a wait with the signal, and says what the wait was for', async () => {
    const fault = new UpdaterError('Unreachable', 'no route');
    const ended = retry(failing(1, fault), { signal: AbortSignal.abort(), clock: fakeClock() });
    assert.equal((await rejectsWith('Unreachable', ended)).cause, fault);
  });

  it('tries no more once it is stopped, and waits no longer for the next try', async () => {
    const fault = new UpdaterError('Timeout', '');
    for (const moment of ['try', 'wait'] as const) {
      const stop = new AbortController();
      let tries = 0;
      const work = (): Promise<never> => {
        tries += 1;
        if (moment === 'try') stop.abort();
        return Promise.reject(fault);
      };
      const { now, random } = fakeClock();
      const sleep = (_ms: number, ended: AbortSignal): Promise<void> =>
        new Promise((_resolve, reject) => {
          ended.addEventListener('abort', () => reject(new Error('aborted')));
          stop.abort();
        });
      const ended = retry(work, { signal, clock: { now, random, sleep }, stop: stop.signal });
      assert.deepEqual([await rejectsWith('Timeout', ended), tries], [fault, 1]);
    }
  });

  it('that is stopped before its first try makes it', async () => {
    assert.equal(
      await retry(failing(0, new UpdaterError('Timeout', '')), { signal, stop: AbortSignal.abort() }),
      1,
    );
  });

  it('that runs out of time says what went wrong while there was some', async () => {
    const terms = { PROJECT: 'shop' };
    const faults = [
      new UpdaterError('ConnectTimeout', 'no way in', { terms }),
      new UpdaterError('OutOfTime', 'no time'),
    ];
    const work = () => Promise.reject(faults.shift());
    const fault = await rejectsWith('ConnectTimeout', retry(work, { signal, clock: fakeClock() }));
    assert.deepEqual(fault.terms, terms);
  });

  it('does not try again what will not pass by itself', async () => {
    const reasons: ErrorReason[] = ['Unauthorized', 'Forbidden', 'Refused', 'OutOfTime', 'UnexpectedAnswer'];
    for (const reason of reasons) {
      const clock = fakeClock();
      await rejectsWith(reason, retry(failing(1, new UpdaterError(reason, '')), { signal, clock }));
      assert.deepEqual(clock.waits, []);
      assert.equal(isRetryable(new UpdaterError(reason, '')), false);
    }
  });

  it('makes a Fault of what is thrown otherwise', async () => {
    const cause = new TypeError('a mistake');
    const work = retry(() => Promise.reject(cause), { signal, clock: fakeClock() });
    assert.equal((await rejectsWith('Unexpected', work)).cause, cause);
  });
});
