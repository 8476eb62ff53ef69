import assert from 'node:assert/strict';
import type { PulledMessage } from '../../../lib/core/event/shapes/pulled.ts';
import { ABORT_GRACE_MS, LEASE_MS, openWorker, type Worker } from '../../../lib/pubsub/consumer/worker.ts';
import { leased } from '../../support/consumer-builders.ts';
import { manualClock, settle, type ManualClock } from '../../support/manual-clock.ts';

type Work = (message: PulledMessage, receivedAt: number, signal: AbortSignal) => Promise<boolean>;

interface Stage {
  readonly clock: ManualClock;
  readonly worker: Worker;
}

/** A worker for whom the line of a message is the first letter of its id. */
function stage(work: Work, atOnce = 2): Stage {
  const clock = manualClock();
  return { clock, worker: openWorker({ atOnce, work, orderingKey: ({ id }) => id.charAt(0), clock }) };
}

const done: Work = () => Promise.resolve(true);
const failing: Work = () => Promise.resolve(false);
const never: Work = () => new Promise(() => undefined);
/** Work that ends badly when it is aborted. */
const heeding: Work = (_message, _at, signal) =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(false)));

describe('a worker', () => {
  it('acknowledges what is done, and not before', async () => {
    const end = Promise.withResolvers<boolean>();
    const { worker } = stage(() => end.promise);
    const one = leased();
    worker.take(one, true);
    await settle();
    assert.deepEqual([one.answers, worker.counts().atWork], [[], 1]);
    end.resolve(true);
    await settle();
    assert.deepEqual(one.answers, ['ack']);
    assert.deepEqual(worker.counts(), { atWork: 0, waiting: 0, held: 0, acknowledged: 1, givenBack: 0 });
  });

  it('tells the work when the message came', async () => {
    const times: number[] = [];
    const { worker, clock } = stage((_message, receivedAt) => {
      times.push(receivedAt);
      return Promise.resolve(true);
    });
    worker.take(leased(), true);
    await settle();
    assert.deepEqual(times, [clock.now()]);
  });

  it('gives back what failed at once where the subscription backs off itself', async () => {
    const { worker } = stage(failing);
    const one = leased();
    worker.take(one, true);
    await settle();
    assert.deepEqual([one.answers, worker.counts().held], [['nack'], 0]);
  });

  it('holds what failed elsewhere, the longer the more often it failed', async () => {
    const { worker, clock } = stage(failing);
    for (const ms of [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]) {
      const one = leased();
      worker.take(one, false);
      await clock.advance(ms - 1);
      assert.deepEqual([one.answers, worker.counts().held], [[], 1], `${ms}`);
      await clock.advance(1);
      assert.deepEqual(one.answers, ['nack'], `${ms}`);
    }
  });

  it('starts again with a message that was done in between, and with the same id of another subscription', async () => {
    const answers = [false, true, false, false];
    const { worker, clock } = stage(() => Promise.resolve(answers.shift() === true));
    worker.take(leased(), false);
    await clock.advance(10_000);
    worker.take(leased(), false);
    await settle();
    for (const subscription of ['projects/shop/subscriptions/pull', 'projects/shop/subscriptions/other']) {
      const one = leased({ subscription });
      worker.take(one, false);
      await clock.advance(10_000);
      assert.deepEqual(one.answers, ['nack'], subscription);
    }
  });

  it('holds all that failed, however few it works on at once', async () => {
    const { worker, clock } = stage(failing, 2);
    const all = ['a1', 'b1', 'c1', 'd1'].map((id) => leased({ id }));
    for (const each of all) worker.take(each, false);
    await clock.advance(9_999);
    assert.deepEqual([all.flatMap(({ answers }) => answers), worker.counts().held], [[], 4]);
    await clock.advance(1);
    assert.deepEqual([all.flatMap(({ answers }) => answers).length, worker.counts().held], [4, 0]);
  });

  it('lets what is held keep nothing from work', async () => {
    const { worker } = stage(({ id }) => Promise.resolve(id === 'c1'), 2);
    const [a, b, c] = [leased({ id: 'a1' }), leased({ id: 'b1' }), leased({ id: 'c1' })];
    for (const each of [a, b, c]) worker.take(each, false);
    await settle();
    assert.deepEqual([a.answers, b.answers, c.answers], [[], [], ['ack']]);
  });

  it('holds no longer than the lease lasts', async () => {
    const { worker, clock } = stage(async () => {
      await clock.sleep(LEASE_MS - 3_000, new AbortController().signal);
      return false;
    });
    const one = leased();
    worker.take(one, false);
    await clock.advance(LEASE_MS - 1);
    assert.deepEqual(one.answers, []);
    await clock.advance(1);
    assert.deepEqual(one.answers, ['nack']);
  });

  it('begins nothing whose lease is over: its next delivery is there by then, and is worked on once', async () => {
    const begun: string[] = [];
    const { worker, clock } = stage(async ({ id }) => {
      begun.push(id);
      if (id === 'a1') await clock.sleep(LEASE_MS, new AbortController().signal);
      return true;
    });
    const [slow, waiting, again] = [leased({ id: 'a1' }), leased({ id: 'a2' }), leased({ id: 'a2' })];
    worker.take(slow, true);
    worker.take(waiting, true);
    await clock.advance(LEASE_MS - 1);
    worker.take(again, true);
    await clock.advance(1);
    assert.deepEqual(begun, ['a1', 'a2']);
    assert.deepEqual([slow.answers, waiting.answers, again.answers], [['ack'], ['nack'], ['ack']]);
  });

  it('works on a message that comes twice only after the first', async () => {
    const ends: ((isDone: boolean) => void)[] = [];
    const { worker } = stage(() => new Promise((resolve) => void ends.push(resolve)));
    const [first, second] = [leased(), leased()];
    worker.take(first, true);
    worker.take(second, true);
    await settle();
    assert.deepEqual([ends.length, worker.counts().waiting], [1, 1]);
    ends[0]?.(true);
    await settle();
    assert.deepEqual([ends.length, first.answers, second.answers], [2, ['ack'], []]);
  });
});

describe('a worker that drains', () => {
  it('gives back what waits and what is held at once, and waits for what is at work', async () => {
    const end = Promise.withResolvers<boolean>();
    const { worker } = stage(({ id }) => (id === 'x1' ? Promise.resolve(false) : end.promise));
    const [held, working, waiting] = ['x1', 'a1', 'a2'].map((id) => leased({ id }));
    for (const each of [held, working, waiting]) if (each !== undefined) worker.take(each, false);
    await settle();
    const drained = worker.drain(25_000);
    await settle();
    assert.deepEqual([held?.answers, working?.answers, waiting?.answers], [['nack'], [], ['nack']]);
    end.resolve(true);
    assert.equal(await drained, 0);
    assert.deepEqual(working?.answers, ['ack']);
  });

  it('gives back what comes then, and begins nothing', async () => {
    const { worker } = stage(done);
    await worker.drain(0);
    const late = leased();
    worker.take(late, false);
    await settle();
    assert.deepEqual(late.answers, ['nack']);
  });

  it('gives back at once what fails then', async () => {
    const end = Promise.withResolvers<boolean>();
    const { worker } = stage(() => end.promise);
    const one = leased();
    worker.take(one, false);
    await settle();
    const drained = worker.drain(25_000);
    end.resolve(false);
    await drained;
    assert.deepEqual(one.answers, ['nack']);
  });

  it('is done at once where there is nothing at work', async () =>
    assert.equal(await stage(done).worker.drain(25_000), 0));

  for (const [title, work, ms] of [
    ['aborts what takes too long, and gives it back', heeding, 25_000],
    ['returns what ignores an abort, and waits no more', never, 25_000 + ABORT_GRACE_MS],
  ] as const)
    it(title, async () => {
      const { worker, clock } = stage(work);
      const one = leased();
      worker.take(one, false);
      await settle();
      const drained = worker.drain(25_000);
      await clock.advance(24_999);
      assert.deepEqual(one.answers, []);
      await clock.advance(ms - 24_999);
      assert.equal(await drained, 1);
      assert.deepEqual(one.answers, ['nack']);
    });

  it('answers once what ends after it was given back', async () => {
    const end = Promise.withResolvers<boolean>();
    const { worker, clock } = stage(() => end.promise);
    const one = leased();
    worker.take(one, false);
    await settle();
    const drained = worker.drain(1000);
    await clock.advance(1000 + ABORT_GRACE_MS);
    await drained;
    end.resolve(true);
    await settle();
    assert.deepEqual([one.answers, worker.counts().acknowledged], [['nack'], 0]);
  });
});
