import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { subscribe, type SubscribeOptions } from '../../../lib/cli/subscribe/command.ts';
import { Fault } from '../../../lib/core/errors/fault.ts';
import { clusterTaskMessage } from '../../../lib/core/event/cluster-task-message.ts';
import { topicName } from '../../../lib/core/names/topic.ts';
import { WALL_CLOCK } from '../../../lib/async/clock.ts';
import type { SubscriptionFacts } from '../../../lib/pubsub/puller.ts';
import { startSandbox, type Sandbox } from '../../../lib/sandbox/server.ts';
import { digest, REPOSITORY } from '../../support/builders.ts';
import { configOf, labelsOf, parsed } from '../../support/served-functions.ts';
import { images, patches, stored } from '../../support/on-sandbox.ts';
import { received, withPubSub, type PubSubServer } from '../../support/pubsub-server.ts';
import { until } from '../../support/until.ts';
import { freePort } from '../../support/free-ports.ts';
import { withTcp } from '../../support/local-server.ts';
import { fakePuller, type FakePuller } from '../../support/fake-puller.ts';
import { eventData, TOPIC } from '../../support/consumer-builders.ts';
import { run, type Run } from '../../support/cli-in-process.ts';
import { endOf } from '../../support/cli-process.ts';
import { ROOT } from '../../support/project-root.ts';

const NAME = 'projects/shop/subscriptions/pull';
const OPTIONS: SubscribeOptions = { atOnce: 2, drainSeconds: 5 };
const CLUSTERS = "clusters: [{ name: a, server: 'http://127.0.0.1:1' }]\n";
const GOOD: SubscriptionFacts = {
  topic: TOPIC,
  backsOff: true,
  deadLetterTopic: { ...TOPIC, topic: 'dead' },
};

interface Given {
  readonly names?: readonly string[];
  readonly options?: Partial<SubscribeOptions>;
  readonly config?: string;
  readonly pubsub?: FakePuller;
  /** While it runs; when this ends, SIGTERM comes. */
  readonly during?: () => Promise<void>;
}

/** Runs the command on a Pub/Sub in memory. */
function running({ names = [NAME], options = {}, config = CLUSTERS, ...given }: Given): Promise<Run> {
  const pubsub = given.pubsub ?? fakePuller({ clock: WALL_CLOCK, facts: { [NAME]: GOOD } });
  const stop = new AbortController();
  const environment = { IMAGE_UPDATER_CONFIG: config };
  const { during } = given;
  if (during !== undefined) void during().finally(() => stop.abort());
  return run((surroundings) => subscribe(names, { ...OPTIONS, ...options }, surroundings, () => pubsub), {
    environment,
    signal: stop.signal,
  });
}

function looking(found: SubscriptionFacts | Fault): FakePuller {
  return fakePuller({ clock: WALL_CLOCK, facts: { [NAME]: found } });
}

describe('image-updater subscribe', () => {
  it('brings pushes to real clusters, logs as the function does, acknowledges, and is done when it is told to end', async () => {
    const sandbox = await startSandbox({ objects: [stored({})] });
    const pubsub = looking(GOOD);
    const { code, written, noted } = await running({
      pubsub,
      config: configOf({ test: sandbox }),
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
        .filter((line) => labelsOf(line)['push'] === '1' || labelsOf(line)['reason'] !== undefined)
        .map((line) => parsed(line)['message'])
        .toSorted(undefined),
      ['Event handled', 'Event not understood', 'Image updated'],
    );
    assert.equal(code, EXIT.done);
    assert.match(noted, new RegExp(`^Pulling from ${NAME}, of projects/shop/topics/gcr\\.\n`));
    assert.match(noted, /Ended: 2 acknowledged, 0 given back\.\n$/);
  });

  it('that gets a message once more changes nothing the second time, and acknowledges both', async () => {
    const sandbox = await startSandbox({ objects: [stored({})] });
    const pubsub = looking(GOOD);
    const { written } = await running({
      pubsub,
      config: configOf({ test: sandbox }),
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
      config: configOf({ meant, other }, `fanOut: ${topicName(fanOut)}\n`),
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

  it('pulls from those of the configuration where none is named', async () => {
    const pubsub = looking(GOOD);
    const config = `${CLUSTERS}subscriptions: [${NAME}]\n`;
    const during = () => until(() => pubsub.opened.length > 0);
    assert.equal((await running({ names: [], config, pubsub, during })).code, EXIT.done);
  });

  for (const [title, names, config, says] of [
    ['no subscription', [], CLUSTERS, /name one/],
    ['a name that cannot be read', ['pull'], CLUSTERS, /projects\/PROJECT\/subscriptions/],
    ['a wrong configuration', [NAME], 'clusters: []', /clusters: expected/],
  ] as const)
    it(`with ${title} is wrong use, and pulls nothing`, async () => {
      const pubsub = looking(GOOD);
      const { code, written, noted } = await running({ names, config, pubsub });
      assert.deepEqual([code, written, pubsub.opened.length], [EXIT.misuse, '', 0]);
      assert.match(noted, says);
    });

  it('says of each subscription why it cannot be pulled from, and pulls from none', async () => {
    const pushing = 'projects/shop/subscriptions/pushing';
    const terms = { PROJECT: 'shop', SUBSCRIPTION: 'pull' };
    const pubsub = fakePuller({
      clock: WALL_CLOCK,
      facts: {
        [NAME]: new Fault('NoSubscription', 'no', { terms }),
        [pushing]: { ...GOOD, pushEndpoint: 'https://f.example/' },
      },
    });
    const { code, noted } = await running({
      names: [NAME, pushing, 'projects/shop/subscriptions/good'],
      pubsub,
    });
    assert.deepEqual([code, pubsub.opened.length], [EXIT.failed, 0]);
    for (const each of [
      /^NoSubscription: .*\n.*\ngcloud pubsub subscriptions list --project shop\n/,
      /\nPushSubscription: .*\n.*\ngcloud pubsub subscriptions create pushing-pull --project shop /,
    ])
      assert.match(noted, each);
  });

  it('warns of a subscription without a retry policy, with the line that sets it, and pulls', async () => {
    const pubsub = looking({ ...GOOD, backsOff: false });
    const { code, noted } = await running({ pubsub, during: () => until(() => pubsub.opened.length > 0) });
    assert.equal(code, EXIT.done);
    assert.match(noted, /^Warning: .*\ngcloud pubsub subscriptions update pull .*\nPulling from/);
  });

  it('takes the topic that is named where it may not look', async () => {
    const pubsub = looking(new Fault('ForbiddenToLook', 'no'));
    const options = { topic: 'projects/other-1/topics/gcr' };
    await running({ pubsub, options, during: () => until(() => pubsub.opened.length > 0) });
    assert.deepEqual(pubsub.opened[0]?.topic, { project: 'other-1', topic: 'gcr' });
  });

  it('fails where a stream ends for good, and says why', async () => {
    const pubsub = looking(GOOD);
    const opened = until(() => pubsub.opened.length > 0);
    void opened.then(() => pubsub.end(new Fault('ForbiddenToPull', 'taken away')));
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
        assert.match(noted, /\n1 were at work for more than 0 s/);
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

  it('is not ready while Pub/Sub does not answer, and logs its loss and its return once each', async () => {
    const pubsub = looking(GOOD);
    const port = await freePort();
    const stop = new AbortController();
    let fault: Fault | undefined;
    const puller = {
      ...pubsub,
      describe: (...asked: Parameters<FakePuller['describe']>) =>
        fault === undefined ? pubsub.describe(...asked) : Promise.reject(fault),
    };
    const options = { ...OPTIONS, healthPort: port, healthHost: '127.0.0.1' };
    const ended = run((surroundings) => subscribe([NAME], options, surroundings, () => puller, 5), {
      environment: { IMAGE_UPDATER_CONFIG: CLUSTERS },
      signal: stop.signal,
    });
    const becomes = async (status: number): Promise<void> => {
      while ((await fetch(`http://127.0.0.1:${port}/ready`)).status !== status);
    };
    await until(() => pubsub.opened.length > 0);
    await becomes(200);
    fault = new Fault('Unreachable', 'nobody');
    await becomes(503);
    fault = undefined;
    await becomes(200);
    stop.abort();
    const { code, written } = await ended;
    assert.equal(code, EXIT.done);
    const lines = written.trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => [parsed(line)['severity'], labelsOf(line)['reason']]),
      [
        ['WARNING', 'Unreachable'],
        ['INFO', undefined],
      ],
    );
  });

  it('with a health port that is taken is wrong use', () =>
    withTcp(
      () => undefined,
      async ({ port }) => {
        const pubsub = looking(GOOD);
        const options = { healthPort: Number(port), healthHost: '127.0.0.1' };
        const { code, noted } = await running({ pubsub, options });
        assert.deepEqual([code, pubsub.opened.length], [EXIT.misuse, 0]);
        assert.match(noted, /EADDRINUSE/);
      },
    ));

  it('that is interrupted while it looks pulls nothing', async () => {
    const pubsub = looking(GOOD);
    const { code } = await running({ pubsub, during: () => Promise.resolve() });
    assert.deepEqual([code, pubsub.opened.length], [EXIT.done, 0]);
  });
});

/** The command as a process, on Pub/Sub on loopback and a sandbox. */
function start(server: PubSubServer, config: string, ...parameters: readonly string[]) {
  const { IMAGE_UPDATER_CONFIG_FILE: _file, ...env } = process.env;
  return spawn(process.execPath, ['lib/cli/main.ts', 'subscribe', NAME, ...parameters], {
    cwd: ROOT,
    env: { ...env, ...server.environment, IMAGE_UPDATER_CONFIG: config },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('image-updater subscribe as a process', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ objects: [stored({})] });
  });
  afterEach(() => sandbox.close());

  const settings = { name: NAME, topic: 'projects/shop/topics/gcr' };

  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    it(`pulls, acknowledges after the work, and ends well on ${signal}`, () =>
      withPubSub(async (server) => {
        server.describe = () => settings;
        const child = start(server, configOf({ test: sandbox }));
        const ended = endOf(child);
        await until(() => server.streams.length > 0);
        server.streams[0]?.send(received('1', { data: eventData() }));
        await until(() => server.acked.length > 0);
        assert.equal(patches(sandbox).length, 1);
        child.kill(signal);
        const { code, stdout, stderr } = await ended;
        assert.equal(code, EXIT.done, stderr);
        assert.match(stdout, /Image updated/);
        assert.match(stderr, /Ended: 1 acknowledged, 0 given back/);
      })).timeout(20_000);

  it('ends at once on a second signal', () =>
    withPubSub(async (server) => {
      server.describe = () => settings;
      sandbox.fail({ fault: { type: 'hang' }, times: Infinity });
      const child = start(server, configOf({ test: sandbox }));
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => void (said += chunk.toString()));
      const ended = once(child, 'exit');
      await until(() => server.streams.length > 0);
      server.streams[0]?.send(received('1', { data: eventData() }));
      await until(() => sandbox.requests.length > 0);
      child.kill('SIGTERM');
      await until(() => said.includes('Takes no more'));
      child.kill('SIGTERM');
      await ended;
      assert.equal(child.exitCode, EXIT.interrupted);
    })).timeout(20_000);
});
