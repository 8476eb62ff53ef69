import assert from 'node:assert/strict';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import type { PullStream } from '../../../lib/pubsub/puller.ts';
import { startPullLoop, type PullLoop, type LoopOptions } from '../../../lib/pubsub/consumer/pull-loop.ts';
import { LEASE_MS, openWorker, type WorkerOptions } from '../../../lib/pubsub/consumer/worker.ts';
import { fakePuller, type FakeOptions, type FakePuller } from '../../support/fake-puller.ts';
import { SUBSCRIPTION, TOPIC } from '../../support/consumer-builders.ts';
import { manualClock, settle, type ManualClock } from '../../support/manual-clock.ts';

interface Stage {
  readonly clock: ManualClock;
  readonly pubsub: FakePuller;
  readonly loop: PullLoop;
  /** What SIGTERM does. */
  readonly end: () => void;
}

interface Given {
  readonly work?: WorkerOptions['work'];
  readonly lineOf?: WorkerOptions['orderingKey'];
  readonly pubsub?: Omit<FakeOptions, 'clock'>;
  readonly puller?: LoopOptions['puller'];
  readonly isReached?: LoopOptions['isReached'];
}

const SOURCE = { subscription: SUBSCRIPTION, topic: TOPIC, backsOff: false };
const OTHER = { ...SOURCE, subscription: { project: 'shop', subscription: 'other' }, backsOff: true };

/** A loop over two subscriptions. */
async function stage({
  work = () => Promise.resolve(true),
  lineOf = ({ id }) => id,
  ...given
}: Given = {}): Promise<Stage> {
  const clock = manualClock();
  const pubsub = fakePuller({ clock, ...given.pubsub });
  const ending = new AbortController();
  const worker = openWorker({ atOnce: 2, clock, orderingKey: lineOf, work });
  const { signal } = ending;
  const puller = given.puller ?? pubsub;
  const loop = startPullLoop({
    sources: [SOURCE, OTHER],
    puller,
    worker,
    isReached: given.isReached ?? (() => true),
    drainMs: 25_000,
    clock,
    signal,
  });
  await settle();
  return { clock, pubsub, loop, end: () => ending.abort() };
}

const data = new Uint8Array();

describe('the loop', () => {
  it('pulls from each subscription, with its part of what is leased in all, for as long as work may take', async () => {
    const { pubsub, loop } = await stage();
    assert.deepEqual(
      pubsub.opened.map(({ subscription, topic, maxMessages, maxLeaseMs }) => [
        subscription.subscription,
        topic,
        maxMessages,
        maxLeaseMs,
      ]),
      [
        ['pull', TOPIC, 500, LEASE_MS],
        ['other', TOPIC, 500, LEASE_MS],
      ],
    );
    assert.equal(loop.now().state, 'pulling');
  });

  it('is starting until all streams are open', async () => {
    const second = Promise.withResolvers<PullStream>();
    const pulling = { stop: () => Promise.resolve() };
    const { loop } = await stage({
      puller: {
        pull: ({ subscription }) =>
          subscription.subscription === 'pull' ? Promise.resolve(pulling) : second.promise,
      },
    });
    assert.equal(loop.now().state, 'starting');
    second.resolve(pulling);
    await settle();
    assert.equal(loop.now().state, 'pulling');
  });

  it('is disconnected while Pub/Sub does not answer, unless it drains', async () => {
    let reached = false;
    const { loop, end } = await stage({ isReached: () => reached });
    assert.equal(loop.now().state, 'disconnected');
    reached = true;
    assert.equal(loop.now().state, 'pulling');
    reached = false;
    end();
    await loop.ended;
    assert.equal(loop.now().state, 'draining');
  });

  it('tells when the last message came, once there was one', async () => {
    const { pubsub, loop, clock } = await stage();
    assert.equal(loop.now().lastMessageAt, undefined);
    for (const id of ['m1', 'm2']) {
      pubsub.publish({ id, data });
      await settle();
      assert.equal(loop.now().lastMessageAt, new Date(clock.now()).toISOString());
      await clock.advance(1000);
    }
  });

  it('brings messages to their end', async () => {
    const { pubsub, loop } = await stage();
    for (const id of ['m1', 'm2', 'm3']) pubsub.publish({ id, data });
    await settle();
    assert.deepEqual([pubsub.backlog(), loop.now().acknowledged], [0, 3]);
  });

  it('lets many messages of one repository keep nothing from the others', async () => {
    const begun: string[] = [];
    const { pubsub, loop } = await stage({
      lineOf: ({ id }) => id.charAt(0),
      work: ({ id }) => {
        begun.push(id);
        return id.startsWith('a') ? new Promise(() => undefined) : Promise.resolve(true);
      },
    });
    for (let index = 0; index < 100; index += 1) pubsub.publish({ id: `a${index}`, data });
    for (const id of ['b', 'c', 'd']) pubsub.publish({ id, data });
    await settle();
    assert.deepEqual(begun, ['a0', 'b', 'c', 'd']);
    assert.deepEqual([loop.now().atWork, loop.now().waiting], [1, 99]);
  });

  it('that is to end takes no more, ends what is at work, and waits for its answers', async () => {
    const work = Promise.withResolvers<boolean>();
    const { pubsub, loop, end } = await stage({ work: () => work.promise });
    for (const id of ['m1', 'm2', 'm3']) pubsub.publish({ id, data });
    await settle();
    end();
    await settle();
    assert.deepEqual([loop.now().state, loop.now().atWork, pubsub.stopped()], ['draining', 2, 2]);
    work.resolve(true);
    assert.deepEqual(await loop.ended, { faults: [], tooSlow: 0 });
    assert.deepEqual([pubsub.backlog(), loop.now().acknowledged, loop.now().givenBack], [1, 2, 1]);
  });

  it('that is to end gives back what is not done in time, and tells so', async () => {
    const { pubsub, loop, end, clock } = await stage({ work: () => new Promise(() => undefined) });
    pubsub.publish({ id: 'm1', data });
    await settle();
    end();
    await clock.advance(27_000);
    assert.deepEqual(await loop.ended, { faults: [], tooSlow: 1 });
    assert.equal(loop.now().givenBack, 1);
  });

  it('waits not for ever for the last answers', async () => {
    const { loop, end, clock } = await stage({
      puller: { pull: () => Promise.resolve({ stop: () => new Promise(() => undefined) }) },
    });
    end();
    await clock.advance(2000);
    assert.deepEqual(await loop.ended, { faults: [], tooSlow: 0 });
  });

  it('that is to end while a stream opens waits not for ever for it', async () => {
    const { loop, end, clock } = await stage({ puller: { pull: () => new Promise(() => undefined) } });
    end();
    await clock.advance(2000);
    assert.deepEqual(await loop.ended, { faults: [], tooSlow: 0 });
  });

  it('ends when a stream ends for good, after draining all', async () => {
    const work = Promise.withResolvers<boolean>();
    const { pubsub, loop } = await stage({ work: () => work.promise });
    pubsub.publish({ id: 'm1', data });
    await settle();
    const fault = new UpdaterError('NoSubscription', 'it was deleted');
    pubsub.opened[0]?.onEnd(fault);
    await settle();
    assert.deepEqual([loop.now().state, pubsub.stopped()], ['draining', 2]);
    work.resolve(true);
    assert.deepEqual(await loop.ended, { faults: [fault], tooSlow: 0 });
    assert.equal(pubsub.backlog(), 0);
  });

  it('ends when a stream cannot be opened, and is never ready', async () => {
    const refuses = new UpdaterError('ForbiddenToPull', 'no');
    const { loop } = await stage({ pubsub: { refuses } });
    assert.deepEqual(await loop.ended, { faults: [refuses, refuses], tooSlow: 0 });
    assert.equal(loop.now().state, 'draining');
  });

  it('tells a stream that fails when it is stopped', async () => {
    const fault = new UpdaterError('Unreachable', 'gone');
    const { loop, end } = await stage({
      puller: { pull: () => Promise.resolve({ stop: () => Promise.reject(fault) }) },
    });
    end();
    assert.deepEqual((await loop.ended).faults, [fault]);
  });

  it('with a signal that aborted before ends at once', async () => {
    const clock = manualClock();
    const worker = openWorker({ atOnce: 1, clock, orderingKey: () => '', work: () => Promise.resolve(true) });
    const { ended } = startPullLoop({
      sources: [SOURCE],
      puller: fakePuller({ clock }),
      worker,
      isReached: () => true,
      drainMs: 0,
      clock,
      signal: AbortSignal.abort(),
    });
    assert.deepEqual(await ended, { faults: [], tooSlow: 0 });
  });

  it('holds what fails only where its subscription does not back off', async () => {
    const { pubsub, loop } = await stage({ work: () => Promise.resolve(false) });
    const [pull, other] = pubsub.opened;
    const answers: string[] = [];
    for (const [name, options] of [
      ['pull', pull],
      ['other', other],
    ] as const)
      options?.onMessage({
        message: {
          id: name,
          data,
          attributes: {},
          publishTime: '',
          attempt: 0,
          subscription: name,
          topic: TOPIC,
        },
        ack: () => assert.fail('it failed'),
        nack: () => void answers.push(name),
      });
    await settle();
    assert.deepEqual([answers, loop.now().held], [['other'], 1]);
  });
});
