/** A channel to Pub/Sub that fell silent while nobody used it, as when the platform lets an instance sleep. */
import assert from 'node:assert/strict';
import sinon, { type SinonFakeTimers } from 'sinon';
import { openPublisher, type Publisher } from '../../lib/pubsub/publisher.ts';
import { openPuller } from '../../lib/pubsub/puller.ts';
import { received, withPubSub, type PubSubServer } from '../support/pubsub-server.ts';
import { withSilentProxy, type SilentProxy } from './f2-silent-proxy.ts';

const TOPIC = { project: 'shop', topic: 'results' };
const SUBSCRIPTION = { project: 'shop', subscription: 'pull' };
const MESSAGE = { data: Buffer.from('x'), attributes: {} };
/** How long a report may take, in milliseconds. */
const REPORT_MS = 10_000;
/** How long the cluster tasks of an event may take. */
const TASKS_MS = 300_000;

/** That of the system, for turns of the network: a test's own time stands still meanwhile. */
const realTimeout = setTimeout;

interface Silenced {
  readonly clock: SinonFakeTimers;
  readonly proxy: SilentProxy;
  readonly server: PubSubServer;
}

/** Uses Pub/Sub behind a proxy, with timers that a test moves. */
function behindProxy(use: (stage: Silenced) => Promise<void>): Promise<void> {
  return withPubSub((server) =>
    withSilentProxy(server.port, async (proxy) => {
      const clock = sinon.useFakeTimers({
        shouldClearNativeTimers: true,
        toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
      });
      try {
        await use({ clock, proxy, server });
      } finally {
        clock.restore();
      }
    }),
  );
}

/** Lets time pass in steps, each with a turn of the network, until something is over. */
async function passing<T>(clock: SinonFakeTimers, ended: Promise<T>, limitMs: number): Promise<T> {
  const over = new AbortController();
  const end = (): void => over.abort();
  void ended.then(end, end);
  for (let passed = 0; !over.signal.aborted && passed < limitMs; passed += 50) {
    await clock.tickAsync(50);
    await turns(4);
  }
  assert.ok(over.signal.aborted, `expected an end within ${limitMs} ms, got none`);
  return ended;
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => void realTimeout(resolve, 1));
}

/** Publishes one message, with so much time: its id, or the reason why it has none. */
async function published(clock: SinonFakeTimers, { publish }: Publisher, ms: number): Promise<string> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), ms);
  const [first] = await passing(clock, publish(TOPIC, [MESSAGE], deadline.signal), ms + 1_000);
  clearTimeout(timer);
  assert.ok(first !== undefined);
  return 'fault' in first ? first.fault.reason : first.id;
}

/** Uses a publisher that has published one message, on a channel that fell silent then. */
function onSilentChannel(use: (stage: Silenced & { readonly publisher: Publisher }) => Promise<void>) {
  return behindProxy(async (stage) => {
    const { clock, proxy, server } = stage;
    const publisher = openPublisher({ PUBSUB_EMULATOR_HOST: proxy.address });
    const first = publisher.publish(TOPIC, [MESSAGE], new AbortController().signal);
    while (server.publishes.length === 0) await turns(1);
    await first;
    proxy.silence();
    await use({ ...stage, publisher });
    await passing(clock, publisher.close(), TASKS_MS);
  });
}

describe('on a channel to Pub/Sub that fell silent', () => {
  // Google's library is loaded, and its protos are read, before time is a test's own.
  before(() =>
    withPubSub(async ({ environment }) => {
      const { publish, close } = openPublisher(environment);
      await publish(TOPIC, [MESSAGE], new AbortController().signal);
      await close();
      const puller = openPuller(environment);
      await puller.describe(SUBSCRIPTION, new AbortController().signal);
      await puller.close();
    }),
  );

  it('a report after a minute of sleep is published within its ten seconds', () =>
    onSilentChannel(async ({ clock, publisher }) => {
      await clock.tickAsync(60_000);
      assert.equal(await published(clock, publisher, REPORT_MS), 'id-2');
    }));

  it('one report may be lost at once, and the next is published', () =>
    onSilentChannel(async ({ clock, publisher }) => {
      await published(clock, publisher, REPORT_MS);
      assert.equal(await published(clock, publisher, REPORT_MS), 'id-2');
    }));

  it('one report may be lost beside cluster tasks that wait, and the next is published before them', () =>
    onSilentChannel(async ({ clock, publisher }) => {
      const waiting = publisher.publish(TOPIC, [MESSAGE], new AbortController().signal);
      await published(clock, publisher, REPORT_MS);
      assert.equal(await published(clock, publisher, REPORT_MS), 'id-2');
      assert.deepEqual(await passing(clock, waiting, TASKS_MS), [{ id: 'id-3' }]);
    }));

  it('cluster tasks are published before their minute is over', () =>
    onSilentChannel(async ({ clock, publisher }) =>
      assert.equal(await published(clock, publisher, TASKS_MS), 'id-2'),
    ));

  it('pull mode has a new stream within a minute', () =>
    behindProxy(async ({ clock, proxy, server }) => {
      const puller = openPuller({ PUBSUB_EMULATOR_HOST: proxy.address });
      const taken: string[] = [];
      await puller.pull({
        subscription: SUBSCRIPTION,
        topic: TOPIC,
        maxMessages: 10,
        maxLeaseMs: 600_000,
        onMessage: ({ message }) => void taken.push(message.id),
        onEnd: ({ reason }) => void taken.push(reason),
      });
      while (server.streams.length === 0) await turns(1);
      proxy.silence();
      for (let passed = 0; passed < 60_000; passed += 50) {
        await clock.tickAsync(50);
        await turns(4);
      }
      server.streams.at(-1)?.send(received('late'));
      await turns(100);
      assert.deepEqual(taken, ['m-late']);
      await passing(clock, puller.close(), TASKS_MS);
    }));
});
