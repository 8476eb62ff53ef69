/** Commands that change something, as processes that are asked to end while they do: by Ctrl-C, a supervisor, a terminal. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { EXIT } from '../../lib/cli/exit-code.ts';
import { parseJson, valueAt } from '../../lib/core/text/json.ts';
import { startSandbox, type Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { digest, REPOSITORY } from '../support/builders.ts';
import { start, waitForExit } from '../support/cli-process.ts';
import { patches, stored } from '../support/on-sandbox.ts';
import { ROOT } from '../support/project-root.ts';
import { withPubSub } from '../support/pubsub-server.ts';
import { EVENT } from '../support/replay-builders.ts';
import { servedConfig } from '../support/served-functions.ts';
import { until } from '../support/until.ts';

const SIGNALS = ['SIGTERM', 'SIGHUP'] as const;
const WORKLOADS = 40;

/** Runs a command on 40 workloads, and asks it to end at its first patch. */
async function endedWhilePatching(signal: NodeJS.Signals, metadata: object, parameters: readonly string[]) {
  const objects = Array.from({ length: WORKLOADS }, (_, index) => stored({ name: `w${index}`, metadata }));
  const sandbox = await startSandbox({ objects });
  try {
    sandbox.fail({ fault: { type: 'delay', ms: 300 }, match: { method: 'PATCH' }, times: Infinity });
    const child = start({ IMAGE_UPDATER_CONFIG: servedConfig({ test: sandbox }) }, ...parameters);
    const ended = waitForExit(child);
    await until(() => patches(sandbox).length > 0);
    child.kill(signal);
    return { ...(await ended), patched: patches(sandbox).length, unfinished: unanswered(sandbox) };
  } finally {
    await sandbox.close();
  }
}

/** Patches that nobody waited for. */
function unanswered(sandbox: Sandbox): number {
  return patches(sandbox).filter(({ status }) => status === undefined).length;
}

describe('a command that changes something', () => {
  for (const signal of SIGNALS) {
    it(`apply finishes the patches in flight on ${signal}, begins no more, and says what was done`, async () => {
      const image = `${REPOSITORY}:v1@${digest(1)}`;
      const { code, stdout, stderr, patched, unfinished } = await endedWhilePatching(signal, {}, [
        'apply',
        image,
        '--yes',
        '--json',
      ]);
      assert.equal(code, EXIT.interrupted, stderr);
      assert.deepEqual([valueAt(parseJson(stdout), ['totals', 'updated']), unfinished], [patched, 0]);
      assert.ok(patched < WORKLOADS, `${patched} were patched`);
      assert.match(stderr, /Interrupted/);
    }).timeout(20_000);

    for (const [command, metadata] of [
      ['hold', {}],
      ['release', { labels: { 'image-updater/hold': 'true' } }],
    ] as const)
      it(`${command} finishes the patches in flight on ${signal}, begins no more, and says what was done`, async () => {
        const { code, stdout, stderr, patched, unfinished } = await endedWhilePatching(signal, metadata, [
          command,
          '--image',
          REPOSITORY,
          '--json',
        ]);
        assert.equal(code, EXIT.interrupted, stderr);
        const rows = valueAt(parseJson(stdout), ['workloads']);
        assert.deepEqual([Array.isArray(rows) ? rows.length : rows, unfinished], [patched, 0]);
        assert.ok(patched < WORKLOADS, `${patched} were patched`);
        assert.match(stderr, /Interrupted/);
      }).timeout(20_000);

    it(`replay finishes the messages in flight on ${signal}, and says what was done`, () =>
      withPubSub(async (server) => {
        const answer = Promise.withResolvers<readonly string[]>();
        server.publish = () => answer.promise;
        const child = spawn(
          process.execPath,
          ['lib/cli/main.ts', 'replay', '--events', '-', '--to', 'projects/own-1/topics/replay'],
          { cwd: ROOT, env: { ...process.env, ...server.environment }, stdio: ['pipe', 'pipe', 'pipe'] },
        );
        const ended = waitForExit(child);
        child.stdin.on('error', () => undefined).write(`${EVENT}\n`);
        await until(() => server.publishes.length > 0);
        child.kill(signal);
        answer.resolve(['1']);
        const { code, stdout, stderr } = await ended;
        assert.equal(code, EXIT.interrupted, stderr);
        assert.match(stdout, /^1 read: 1 published/);
        assert.match(stderr, /Interrupted/);
      })).timeout(20_000);
  }
});
