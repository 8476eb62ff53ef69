/** Pull mode on a subscription without a retry policy, with more failing messages than it processes at once. */
import assert from 'node:assert/strict';
import { isObject, parseJson } from '../../lib/core/text/json.ts';
import { startPullLoop } from '../../lib/pubsub/consumer/pull-loop.ts';
import { openWorker } from '../../lib/pubsub/consumer/worker.ts';
import { SUBSCRIPTION, SUBSCRIPTION_NAME, TOPIC, eventData } from '../support/consumer-builders.ts';
import { start, waitForExit } from '../support/cli-process.ts';
import { fakePuller } from '../support/fake-puller.ts';
import { freePort } from '../support/free-ports.ts';
import { manualClock } from '../support/manual-clock.ts';
import { received, withPubSub } from '../support/pubsub-server.ts';
import { until } from '../support/until.ts';

const MESSAGES = 60;
/** How long the work on a message takes, in milliseconds. */
const WORK_MS = 250;
const { signal } = new AbortController();

/** How often the message was delivered that was delivered most, after so many seconds in which the work on each fails. */
async function deliveriesAfter(seconds: number): Promise<number> {
  const clock = manualClock();
  const puller = fakePuller({ clock });
  const work = async (): Promise<boolean> => {
    await clock.sleep(WORK_MS, signal);
    return false;
  };
  startPullLoop({
    sources: [{ subscription: SUBSCRIPTION, topic: TOPIC, backsOff: false }],
    puller,
    worker: openWorker({ atOnce: 8, clock, orderingKey: ({ id }) => id, work }),
    isReached: () => true,
    drainMs: 0,
    clock,
    signal,
  });
  for (let index = 0; index < MESSAGES; index += 1)
    puller.publish({ id: `m${index}`, data: new Uint8Array() });
  await clock.advance(seconds * 1000);
  const counts = Map.groupBy(puller.deliveries, ({ id }) => id);
  assert.equal(counts.size, MESSAGES);
  return Math.max(...[...counts.values()].map(({ length }) => length));
}

describe('on a subscription without a retry policy', () => {
  for (const [seconds, most] of [
    [10, 1],
    [30, 2],
    [600, 7],
  ] as const)
    it(`sixty messages that fail are delivered at most ${most} times in ${seconds} s, of the 30 that a dead-letter topic allows`, async () => {
      const deliveries = await deliveriesAfter(seconds);
      assert.ok(deliveries <= most, `expected at most ${most} deliveries, got ${deliveries}`);
    }).timeout(60_000);

  it('image-updater subscribe holds more messages that failed than it processes at once', () =>
    withPubSub(async (server) => {
      server.describe = (name) => ({ name, topic: 'projects/shop/topics/gcr' });
      const closed = await freePort();
      const config = `clusters: [{ name: gone, server: 'http://127.0.0.1:${closed}' }]`;
      const port = await freePort();
      const health = ['--health-port', String(port), '--health-host', '127.0.0.1'];
      const child = start(
        { ...server.environment, IMAGE_UPDATER_CONFIG: config },
        'subscribe',
        SUBSCRIPTION_NAME,
        '--concurrency',
        '2',
        ...health,
      );
      const ended = waitForExit(child);
      try {
        await until(() => server.streams.length > 0);
        const ids = ['m1', 'm2', 'm3', 'm4'];
        const events = ids.map((id) => received(id, { data: eventData(`gcr.io/shop/${id}`) }));
        server.streams[0]?.send(...events);
        await until(async () => {
          const { held, givenBack } = await healthOn(port);
          return Number(held) + Number(givenBack) >= ids.length;
        });
        const { held, givenBack } = await healthOn(port);
        assert.deepEqual({ held, givenBack }, { held: ids.length, givenBack: 0 });
      } finally {
        child.kill();
        await ended;
      }
    })).timeout(60_000);
});

async function healthOn(port: number): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`http://127.0.0.1:${port}/health`);
  const status = parseJson(await response.text());
  assert.ok(isObject(status));
  return status;
}
