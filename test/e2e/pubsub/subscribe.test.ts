/** `image-updater subscribe` as a process on a pull subscription. */
import assert from 'node:assert/strict';
import { runSubscribe } from '../../../lib/cli/subscribe/run-subscribe.ts';
import { openPuller } from '../../../lib/pubsub/puller.ts';
import { run } from '../../support/cli-in-process.ts';
import { freePorts } from '../../support/free-ports.ts';
import { images, rolloutCount } from '../../support/on-sandbox.ts';
import { startImageUpdater } from './command.ts';
import type { KeptProcess } from '../../support/keeper.ts';
import { startInterruptibleProxy } from './interruptible-proxy.ts';
import { emulator } from './shared.ts';
import { inserted, withInstallation, type Installation } from './installation.ts';
import { until } from './until.ts';
import { pushedImage } from '../../support/builders.ts';

/** A topic that is not pushed, and the process that pulls from it. */
async function subscribed(
  { project, rest }: Installation,
  start: (subscription: string) => Promise<KeptProcess>,
) {
  const topic = `projects/${project}/topics/pulled`;
  const subscription = `projects/${project}/subscriptions/pulled`;
  await rest.createTopic(topic);
  await rest.createSubscription({ name: subscription, topic, ackDeadlineSeconds: 10 });
  return { topic, subscription, process: await start(subscription) };
}

describe('subscribe', () => {
  it('applies a push, and what it was sent while it did not run', () =>
    withInstallation({}, async (installation) => {
      const { repository, rest, cluster } = installation;
      const { topic, process: first } = await subscribed(installation, async (subscription) =>
        startImageUpdater(installation, ['subscribe', subscription]),
      );
      await rest.publish(topic, { data: 'garbage' }, { data: inserted(repository, 1) });
      await until('the push', () => images(cluster())['app'] === pushedImage(1, repository));
      await first.kill();
      await rest.publish(topic, { data: inserted(repository, 2) });
      await startImageUpdater(installation, [
        'subscribe',
        `projects/${installation.project}/subscriptions/pulled`,
      ]);
      await until('the next', () => images(cluster())['app'] === pushedImage(2, repository));
      assert.equal(rolloutCount(cluster()), 2);
    }));

  it('finishes what it works on when it is told to end, acknowledges it, and ends with 0', () =>
    withInstallation({}, async (installation) => {
      const { repository, rest, cluster } = installation;
      const {
        topic,
        subscription,
        process: running,
      } = await subscribed(installation, async (name) =>
        startImageUpdater(installation, ['subscribe', name]),
      );
      cluster().fail({ fault: { type: 'delay', ms: 3_000 }, match: { method: 'PATCH' } });
      await rest.publish(topic, { data: inserted(repository) });
      await until('a patch', () => cluster().requests.some(({ method }) => method === 'PATCH'));
      assert.equal(rolloutCount(cluster()), 0);
      process.kill(running.pid, 'SIGTERM');
      assert.equal(await running.ended, 0, running.log());
      assert.equal(images(cluster())['app'], pushedImage(1, repository));
      assert.match(running.log(), /\b1 acknowledged, 0 nacked/);
      assert.deepEqual(await rest.pull(subscription), []);
    }));

  it('is not ready while Pub/Sub does not answer, says so in the log, and goes on when it is back', () =>
    withInstallation({}, async ({ project, rest, environment, repository, cluster }) => {
      const [topic, name] = [`projects/${project}/topics/pulled`, `projects/${project}/subscriptions/pulled`];
      await rest.createTopic(topic);
      await rest.createSubscription({ name, topic, ackDeadlineSeconds: 10 });
      const proxy = await startInterruptibleProxy(Number(new URL(emulator().url).port), Infinity);
      const [healthPort = 0] = await freePorts(1);
      const status = (path: string) =>
        fetch(`http://127.0.0.1:${healthPort}${path}`).then(
          (answer) => answer.status,
          () => 0,
        );
      const stop = new AbortController();
      const options = { concurrency: 2, drainSeconds: 5, healthPort, healthHost: '127.0.0.1' };
      const patience = { callMs: 1_000, tryMs: 500, waitMs: 100 };
      // In this process, for a pulse and a patience that no test has to wait for.
      const ended = run(
        (context) =>
          runSubscribe([name], options, context, {
            openPuller: (environ) => openPuller(environ, patience),
            pulseMs: 200,
          }),
        { environment: { ...environment, PUBSUB_EMULATOR_HOST: proxy.host }, signal: stop.signal },
      );
      try {
        await until('the start', async () => (await status('/ready')) === 200);
        proxy.close();
        await until('the loss', async () => (await status('/ready')) === 503);
        assert.equal(await status('/health'), 200);
        proxy.open();
        await until('the return', async () => (await status('/ready')) === 200);
        await rest.publish(topic, { data: inserted(repository) });
        await until('the push', () => images(cluster())['app'] === pushedImage(1, repository));
      } finally {
        stop.abort();
        await proxy.end();
      }
      const { written } = await ended;
      const said = written.split('\n').filter((line) => line.includes('Pub/Sub'));
      assert.match(
        said.join('\n'),
        /^{"severity":"WARNING".*"reason":"Unreachable".*\n{"severity":"INFO".*$/,
        written,
      );
    }));
});
