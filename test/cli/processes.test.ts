import assert from 'node:assert/strict';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { EXIT } from '../../lib/cli/exit-code.ts';
import { valueAt, parseJson } from '../../lib/core/text/json.ts';
import { startSandbox } from '../../lib/sandbox/start-sandbox.ts';
import { digest, REPOSITORY } from '../support/builders.ts';
import { waitForExit, onTerminal, runWith, start, type Variables } from '../support/cli-process.ts';
import { eventData } from '../support/consumer-builders.ts';
import { patches, stored } from '../support/on-sandbox.ts';
import { parseWords } from '../support/parsed-words.ts';
import { received, withPubSub } from '../support/pubsub-server.ts';
import { servedConfig } from '../support/served-functions.ts';
import { until } from '../support/until.ts';

describe('image-updater subscribe whose log lines nobody reads', () => {
  it('finishes what is at work, and is no success', async () => {
    const sandbox = await startSandbox({ objects: [stored({})] });
    await withPubSub(async (server) => {
      server.describe = (name) => ({ name, topic: 'projects/shop/topics/gcr' });
      const config = servedConfig({ test: sandbox });
      const name = 'projects/shop/subscriptions/pull';
      const child = start({ ...server.environment, IMAGE_UPDATER_CONFIG: config }, 'subscribe', name);
      const ended = once(child, 'exit');
      const said = text(child.stderr);
      child.stdout.destroy();
      await until(() => server.streams.length > 0);
      server.streams[0]?.send(received('1', { data: eventData() }));
      await ended;
      const stderr = await said;
      assert.equal(child.exitCode, EXIT.failed, stderr);
      assert.match(stderr, /Ended: 1 acknowledged, 0 nacked/);
    });
    assert.equal(patches(sandbox).length, 1);
    await sandbox.close();
  }).timeout(20_000);
});

describe('image-updater plan, apply and hold as processes', () => {
  const onDemo = async (
    use: (variables: Variables, sandbox: Awaited<ReturnType<typeof startSandbox>>) => Promise<void>,
  ) => {
    const objects = Array.from({ length: 40 }, (_, index) => stored({ name: `w${index}` }));
    const sandbox = await startSandbox({ objects });
    try {
      await use({ IMAGE_UPDATER_CONFIG: servedConfig({ test: sandbox }) }, sandbox);
    } finally {
      await sandbox.close();
    }
  };
  const IMAGE = `${REPOSITORY}:v1@${digest(1)}`;

  it('plan prints plain text piped, and bold headings and progress on a terminal; NO_COLOR takes the colour away', () =>
    onDemo(async (variables) => {
      const piped = await runWith(variables, 'plan', IMAGE);
      assert.deepEqual([piped.code, piped.stderr], [EXIT.done, '']);
      assert.ok(!piped.stdout.includes('\u001b'));
      const terminal = await onTerminal(variables, 'plan', IMAGE);
      assert.ok(terminal.stdout.includes('\u001b[1m') && terminal.stdout.includes('1 of 1 clusters'));
      const plain = await onTerminal({ ...variables, NO_COLOR: '1' }, 'plan', IMAGE);
      assert.ok(!plain.stdout.includes('\u001b[1m'));
    }));

  it('apply asks nobody where there is no terminal, and changes nothing then', () =>
    onDemo(async (variables, sandbox) => {
      const { code } = await runWith(variables, 'apply', IMAGE);
      assert.deepEqual([code, patches(sandbox).length], [EXIT.misuse, 0]);
    }));

  it('apply brings what is under way to its end on Ctrl-C, begins no more, and says what was done', () =>
    onDemo(async (variables, sandbox) => {
      sandbox.fail({
        fault: { type: 'delay', ms: 300 },
        match: { method: 'PATCH' },
        times: Infinity,
      });
      const child = start(variables, 'apply', IMAGE, '--yes', '--json');
      await until(() => patches(sandbox).length > 0);
      child.kill('SIGINT');
      const { code, stdout, stderr } = await waitForExit(child);
      assert.equal(code, EXIT.interrupted);
      const updated = Number(valueAt(parseJson(stdout), ['totals', 'updated']));
      assert.ok(updated > 0 && updated < 40, `${updated} were updated`);
      assert.equal(patches(sandbox).length, updated);
      assert.match(stderr, /Interrupted/);
    }));

  for (const command of ['plan', 'apply', 'policy', 'images', 'hold', 'release', 'serve'])
    it(`${command} --help has examples and exit codes`, async () => {
      const { code, stdout } = await parseWords(command, '--help');
      assert.equal(code, EXIT.done);
      assert.match(stdout, /Examples:\n {2}\S/);
      assert.match(stdout, /Exit codes:\n {2}0 /);
      assert.deepEqual(
        stdout.split('\n').filter((line) => line.length > 80),
        [],
      );
    });
});
