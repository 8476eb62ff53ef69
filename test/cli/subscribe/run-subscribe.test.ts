import assert from 'node:assert/strict';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { runSubscribe } from '../../../lib/cli/subscribe/run-subscribe.ts';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { clusterTaskMessage } from '../../../lib/core/event/cluster-task-message.ts';
import { topicName } from '../../../lib/core/names/topic.ts';
import { startSandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { digest, REPOSITORY } from '../../support/builders.ts';
import { servedConfig, readLabels, parsed } from '../../support/served-functions.ts';
import { images, patches, stored } from '../../support/on-sandbox.ts';
import { until } from '../../support/until.ts';
import { freePort } from '../../support/free-ports.ts';
import { withTcp } from '../../support/local-server.ts';
import type { FakePuller } from '../../support/fake-puller.ts';
import { eventData, GOOD, TOPIC } from '../../support/consumer-builders.ts';
import { run } from '../../support/cli-in-process.ts';
import { NAME, OPTIONS, CLUSTERS, running, looking } from './subscribing.ts';

describe('image-updater subscribe', () => {
  it('brings pushes to real clusters, logs as the function does, acknowledges, and is done when it is told to end', async () => {
    const sandbox = await startSandbox({ objects: [stored({})] });
    const pubsub = looking(GOOD);
    const { code, written, noted } = await running({
      pubsub,
      config: servedConfig({ test: sandbox }),
      during: async () => {
        await until(() => pubsub.opened.length > 0);
        pubsub.publish({ id: '1', data: eventData() });
        pubsub.publish({ id: '2', data: Buffer.from('garbage') });
        await until(() => pubsub.backlog() === 0);
      },
    });
    assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1@${digest(1)}` });
    await sandbox.close();
    const lines = written.trimEnd().split('\n');
    assert.deepEqual(
      lines
        .filter((line) => readLabels(line)['push'] === '1' || readLabels(line)['reason'] !== undefined)
        .map((line) => parsed(line)['message'])
        .toSorted(undefined),
      ['Event handled', 'Event not understood', 'Image updated'],
    );
    assert.equal(code, EXIT.done);
    assert.match(noted, new RegExp(`^Pulling from ${NAME}, of projects/shop/topics/gcr\\.\n`));
    assert.match(noted, /Ended: 2 acknowledged, 0 nacked\.\n$/);
  });

  it('that gets a message once more changes nothing the second time, and acknowledges both', async () => {
    const sandbox = await startSandbox({ objects: [stored({})] });
    const pubsub = looking(GOOD);
    const { written } = await running({
      pubsub,
      config: servedConfig({ test: sandbox }),
      during: async () => {
        await until(() => pubsub.opened.length > 0);
        pubsub.publish({ id: '1', data: eventData() });
        pubsub.duplicate('1');
        await until(() => pubsub.deliveries.filter(({ answers }) => answers.length > 0).length === 2);
      },
    });
    assert.deepEqual(
      pubsub.deliveries.map(({ answers }) => answers),
      [['ack'], ['ack']],
    );
    assert.equal(patches(sandbox).length, 1);
    assert.equal(written.match(/"Event handled"/g)?.length, 2);
    await sandbox.close();
  });

  it('brings a share on a fan-out topic to its cluster alone', async () => {
    const fanOut = { project: 'shop', topic: 'fan-out' };
    const [meant, other] = await Promise.all(
      ['meant', 'other'].map(() => startSandbox({ objects: [stored({})] })),
    );
    assert.ok(meant !== undefined && other !== undefined);
    const pubsub = looking({ ...GOOD, topic: fanOut });
    await running({
      pubsub,
      config: servedConfig({ meant, other }, `fanOut: ${topicName(fanOut)}\n`),
      during: async () => {
        await until(() => pubsub.opened.length > 0);
        const delivery = {
          data: Buffer.from(eventData()).toString(),
          publishedAt: Date.parse('2026-01-01'),
          id: 'first',
        };
        const share = clusterTaskMessage({ cluster: 'meant', entry: 'meant' }, delivery, TOPIC);
        pubsub.publish({ id: '1', ...share });
        await until(() => pubsub.deliveries.some(({ answers }) => answers.length > 0));
      },
    });
    assert.deepEqual(pubsub.deliveries[0]?.answers, ['ack']);
    assert.deepEqual([patches(meant).length, other.requests.length], [1, 0]);
    await Promise.all([meant.close(), other.close()]);
  });

  it('ends though the connections do not', async () => {
    const pubsub = { ...looking(GOOD), close: () => new Promise<void>(() => undefined) };
    const during = () => until(() => pubsub.opened.length > 0);
    assert.equal((await running({ pubsub, during })).code, EXIT.done);
  });

  it('gives back what a cluster that cannot be reached has not got', async () => {
    const pubsub = looking(GOOD);
    const { code } = await running({
      pubsub,
      config: `clusters: [{ name: a, server: 'http://127.0.0.1:${await freePort()}' }]`,
      during: async () => {
        await until(() => pubsub.opened.length > 0);
        pubsub.publish({ id: '1', data: eventData() });
        await until(() => pubsub.deliveries.some(({ answers }) => answers.length > 0));
      },
    });
    assert.deepEqual([code, pubsub.backlog()], [EXIT.done, 1]);
    assert.ok(pubsub.deliveries.every(({ answers }) => answers.join('') === 'nack'));
  }).timeout(40_000);

  it('fails where a stream ends for good, and says why', async () => {
    const pubsub = looking(GOOD);
    const opened = until(() => pubsub.opened.length > 0);
    void opened.then(() => pubsub.end(new UpdaterError('ForbiddenToPull', 'taken away')));
    const { code, noted } = await running({ pubsub });
    assert.equal(code, EXIT.failed);
    assert.match(noted, /\nForbiddenToPull: taken away\n/);
  });

  it('fails where what is at work takes too long, and gives it back', () =>
    withTcp(
      () => undefined,
      async (url) => {
        const pubsub = looking(GOOD);
        const { code, noted } = await running({
          pubsub,
          config: `clusters: [{ name: a, server: '${url.href}' }]`,
          options: { drainSeconds: 0 },
          during: async () => {
            await until(() => pubsub.opened.length > 0);
            pubsub.publish({ id: '1', data: eventData() });
            await until(() => pubsub.deliveries.length > 0);
            await new Promise((resolve) => void setImmediate(resolve));
          },
        });
        assert.equal(code, EXIT.failed);
        assert.match(noted, /\n1 still in flight after 0 s/);
        assert.deepEqual(pubsub.deliveries[0]?.answers, ['nack']);
      },
    ));

  it('is ready once it pulls', async () => {
    const pubsub = looking(GOOD);
    const port = await freePort();
    let status = 0;
    const during = async (): Promise<void> => {
      await until(() => pubsub.opened.length > 0);
      while (status !== 200) ({ status } = await fetch(`http://127.0.0.1:${port}/ready`));
    };
    const options = { healthPort: port, healthHost: '127.0.0.1' };
    assert.equal((await running({ pubsub, options, during })).code, EXIT.done);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/ready`));
  });

  it('serves metrics that count the events it handled', async () => {
    const pubsub = looking(GOOD);
    const port = await freePort();
    const page = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const line = 'image_updater_events_total{status="rejected"} 1\n';
    const during = async (): Promise<void> => {
      await until(() => pubsub.opened.length > 0);
      pubsub.publish({ id: '1', data: Buffer.from('no event') });
      while (!(await page()).includes(line));
    };
    const options = { healthPort: port, healthHost: '127.0.0.1', metrics: true };
    assert.equal((await running({ pubsub, options, during })).code, EXIT.done);
  });

  it('is not ready while Pub/Sub does not answer, and logs its loss and its return once each', async () => {
    const pubsub = looking(GOOD);
    const port = await freePort();
    const stop = new AbortController();
    let fault: UpdaterError | undefined;
    const puller = {
      ...pubsub,
      describe: (...asked: Parameters<FakePuller['describe']>) =>
        fault === undefined ? pubsub.describe(...asked) : Promise.reject(fault),
    };
    const options = { ...OPTIONS, healthPort: port, healthHost: '127.0.0.1' };
    const ended = run(
      (context) => runSubscribe([NAME], options, context, { openPuller: () => puller, pulseMs: 5 }),
      {
        environment: { IMAGE_UPDATER_CONFIG: CLUSTERS },
        signal: stop.signal,
      },
    );
    const becomes = async (status: number): Promise<void> => {
      while ((await fetch(`http://127.0.0.1:${port}/ready`)).status !== status);
    };
    await until(() => pubsub.opened.length > 0);
    await becomes(200);
    fault = new UpdaterError('Unreachable', 'nobody');
    await becomes(503);
    fault = undefined;
    await becomes(200);
    stop.abort();
    const { code, written } = await ended;
    assert.equal(code, EXIT.done);
    const lines = written.trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => [parsed(line)['severity'], readLabels(line)['reason']]),
      [
        ['WARNING', 'Unreachable'],
        ['INFO', undefined],
      ],
    );
  });
});
