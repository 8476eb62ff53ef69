import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { status as STATUS } from '@grpc/grpc-js';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import type { ReplayOptions } from '../../../lib/cli/replay/replay-request.ts';
import { runReplay } from '../../../lib/cli/replay/run-replay.ts';
import { decodePush } from '../../../lib/core/event/decode-push.ts';
import { readPulled } from '../../../lib/core/event/shapes/pulled.ts';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import type { Push } from '../../../lib/core/event/push.ts';
import { formatCommand } from '../../../lib/core/errors/reason.ts';
import { policy, push, settings, workload } from '../../support/builders.ts';
import { planCluster, planning } from '../../support/planning.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { ROOT } from '../../support/project-root.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { Refusal, withPubSub, type PubSubServer } from '../../support/pubsub-server.ts';
import { until } from '../../support/until.ts';
import { deadLetter, EVENT, memoryPublisher, memoryPuller, TAG } from '../../support/replay-builders.ts';
import { run } from '../../support/cli-in-process.ts';
import { waitForExit } from '../../support/cli-process.ts';

const to = 'projects/own-1/topics/replay';
const deadLetters = 'projects/own/subscriptions/letters';

async function replayed(
  options: ReplayOptions,
  file = '',
  letters = [deadLetter('1')],
  fault?: UpdaterError,
) {
  const { publish, sent } = memoryPublisher(() => fault);
  const puller = memoryPuller(letters);
  const tools = {
    openPublisher: () => ({ publish, close: async () => undefined }),
    openPuller: () => puller,
    openFile: async function* () {
      yield Buffer.from(file);
    },
    clock: fakeClock(),
  };
  const ran = run((context) => runReplay(options, context, tools));
  return { ...(await ran), topics: sent.map(({ topic }) => topic), puller };
}

describe('image-updater replay', () => {
  it('publishes an image, and warns where it has no digest', async () => {
    const { code, topics, noted } = await replayed({ image: TAG, to });
    assert.deepEqual([code, topics], [EXIT.done, [to]]);
    assert.match(noted, /digest/);
  });

  it('goes on after a bad line, and says that there was one', async () => {
    const { code, topics, written } = await replayed({ events: '-', to }, `${EVENT}\noops\n${EVENT}\n`);
    assert.deepEqual([code, topics], [EXIT.failed, [to, to]]);
    assert.match(written, /line 2: /);
  });

  it('takes dead letters back to where they came from, and asks where that is once', async () => {
    const letters = [deadLetter('1'), deadLetter('2')];
    const { code, topics, puller } = await replayed({ deadLetters, now: true }, '', letters);
    assert.deepEqual([code, topics], [EXIT.done, ['projects/p/topics/gcr', 'projects/p/topics/gcr']]);
    assert.deepEqual(
      [puller.acked, puller.described],
      [
        ['1', '2'],
        ['letters', 'images'],
      ],
    );
  });

  it('leaves a dead letter that cannot be published, and says why', async () => {
    const { code, puller, written } = await replayed(
      { deadLetters, now: true },
      '',
      undefined,
      new UpdaterError('NoTopic', ''),
    );
    assert.deepEqual([code, puller.acked, puller.nacked], [EXIT.failed, [], ['1']]);
    assert.match(written, /NoTopic/);
  });

  it('takes dead letters to a topic that is named, without a configuration, and says where they came from', async () => {
    const { code, topics } = await replayed({ deadLetters, to });
    assert.deepEqual([code, topics], [EXIT.done, [to]]);
  });

  it('leaves a dead letter whose first time counts nowhere, and says why', async () => {
    const { code, puller, written } = await replayed({ deadLetters });
    assert.deepEqual([code, puller.acked, puller.nacked], [EXIT.failed, [], ['1']]);
    assert.match(written, /NoDestination/);
  });

  it('ends with the fault of a subscription that is not there', () =>
    rejectsWith('NoSubscription', replayed({ deadLetters: 'projects/own/subscriptions/none' })));

  it('is refused where nothing says what to replay', async () =>
    assert.equal((await replayed({ to })).code, EXIT.misuse));
});

const LATE = push({ tag: 'v2', publishedAt: Date.UTC(2026, 0, 5, 8, 0, 0, 123) });
const { digest: _digest, ...BARE } = LATE;

/** The command as a process, on Pub/Sub on loopback. */
function start({ environment }: PubSubServer, ...parameters: readonly string[]) {
  const { IMAGE_UPDATER_CONFIG: _config, IMAGE_UPDATER_CONFIG_FILE: _file, ...env } = process.env;
  const child = spawn(process.execPath, ['lib/cli/main.ts', 'replay', '--to', to, ...parameters], {
    cwd: ROOT,
    env: { ...env, ...environment },
  });
  // One that ends has no need of the rest.
  child.stdin.on('error', () => undefined);
  return child;
}

describe('image-updater replay as a process', () => {
  it('publishes one image', () =>
    withPubSub(async (server) => {
      const { code, stdout, stderr } = await waitForExit(start(server, TAG));
      assert.equal(code, EXIT.done, stderr);
      assert.match(stdout, /^1 read: 1 published/);
      const [published, ...more] = server.publishes;
      assert.deepEqual([published?.topic, more], [to, []]);
      assert.deepEqual(
        published?.messages?.map(({ data, attributes }) => [String(data), attributes]),
        [[EVENT, {}]],
      );
    })).timeout(20_000);

  const told: readonly (readonly [title: string, push: Push])[] = [
    ['with a digest', LATE],
    ['without one', { ...BARE, unpinned: true }],
  ];
  for (const [title, pushed] of told)
    it(`takes the command that a limit tells of a push ${title}, and publishes what limits do not hold back`, () =>
      withPubSub(async (server) => {
        const limits = { workloadsPerNamespace: 1, workloadsPerCluster: 1 };
        const topic = { project: 'own-1', topic: 'replay' };
        const given = settings({ limits, policy: policy('any'), replayTopic: topic });
        const asked = planning({ push: pushed, settings: given });
        const { faults } = planCluster(asked, [workload({ name: 'a' }), workload({ name: 'b' })]);
        const words = formatCommand('TooMany', faults[0]?.terms)?.split(' ') ?? [];
        assert.deepEqual(words.slice(0, 5), ['npm', 'run', 'image-updater', '--', 'replay']);
        const { code, stderr } = await waitForExit(start(server, ...words.slice(5)));
        assert.equal(code, EXIT.done, stderr);
        const [message] = server.publishes[0]?.messages ?? [];
        const read = readPulled(
          {
            data: Buffer.from(message?.data ?? ''),
            attributes: { ...message?.attributes },
            id: '9',
            publishTime: '2026-03-03T00:00:00Z',
            attempt: 0,
            subscription: '',
            topic,
          },
          Date.UTC(2026, 3),
          { ownTopics: [topic] },
        );
        const { id: _id, source: _source, ...expected } = pushed;
        const decoded = decodePush(read, settings({ ownTopics: [topic] }));
        assert.deepEqual(decoded, { push: { ...expected, id: '9', ignoreLimit: true } });
      })).timeout(20_000);

  it('says what is missing where it may not publish', () =>
    withPubSub(async (server) => {
      server.publish = () => {
        throw new Refusal(STATUS.PERMISSION_DENIED, 'no');
      };
      const { code, stdout, stderr } = await waitForExit(start(server, TAG));
      assert.deepEqual([code, /1 failed/.test(stdout)], [EXIT.failed, true], stderr);
      assert.match(stdout, /ForbiddenToPublish: .*\bMEMBER\b.*\breplay\b/s);
    })).timeout(20_000);

  it('finishes on Ctrl-C what is under way, and says what it did', () =>
    withPubSub(async (server) => {
      const answer = Promise.withResolvers<readonly string[]>();
      server.publish = () => answer.promise;
      const child = start(server, '--events', '-');
      const ended = waitForExit(child);
      child.stdin.write(`${EVENT}\n`);
      await until(() => server.publishes.length > 0);
      child.kill('SIGINT');
      answer.resolve(['1']);
      const { code, stdout, stderr } = await ended;
      assert.equal(code, EXIT.interrupted, stderr);
      assert.match(stdout, /^1 read: 1 published/);
      assert.match(stderr, /Interrupted.*\n.*line 1 /);
    })).timeout(20_000);

  it('finishes what is under way where its reader goes away, takes no more, and is no success', () =>
    withPubSub(async (server) => {
      const answers = [0, 1].map(() => Promise.withResolvers<readonly string[]>());
      server.publish = () => answers[server.publishes.length - 1]?.promise ?? [];
      const child = start(server, '--events', '-', '--json');
      const ended = once(child, 'exit');
      const said = text(child.stderr);
      child.stdout.destroy();
      for (const count of [1, 2]) {
        child.stdin.write(`${EVENT}\n`);
        await until(() => server.publishes.length === count);
      }
      // The row of the first is written for nobody, while the second is under way.
      answers[0]?.resolve(['1']);
      answers[1]?.resolve(['2']);
      await ended;
      const stderr = await said;
      assert.equal(child.exitCode, EXIT.failed, stderr);
      assert.match(stderr, /^Interrupted.*\n.*line 2 /m);
    })).timeout(20_000);
});
