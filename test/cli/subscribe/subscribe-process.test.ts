import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { startSandbox, type Sandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { servedConfig } from '../../support/served-functions.ts';
import { patches, stored } from '../../support/on-sandbox.ts';
import { received, withPubSub, type PubSubServer } from '../../support/pubsub-server.ts';
import { until } from '../../support/until.ts';
import { eventData } from '../../support/consumer-builders.ts';
import { waitForExit } from '../../support/cli-process.ts';
import { ROOT } from '../../support/project-root.ts';
import { NAME } from './subscribing.ts';

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
        const child = start(server, servedConfig({ test: sandbox }));
        const ended = waitForExit(child);
        await until(() => server.streams.length > 0);
        server.streams[0]?.send(received('1', { data: eventData() }));
        await until(() => server.acked.length > 0);
        assert.equal(patches(sandbox).length, 1);
        child.kill(signal);
        const { code, stdout, stderr } = await ended;
        assert.equal(code, EXIT.done, stderr);
        assert.match(stdout, /Image updated/);
        assert.match(stderr, /Ended: 1 acknowledged, 0 nacked/);
      })).timeout(20_000);

  it('ends at once on a second signal', () =>
    withPubSub(async (server) => {
      server.describe = () => settings;
      sandbox.fail({ fault: { type: 'hang' }, times: Infinity });
      const child = start(server, servedConfig({ test: sandbox }));
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => void (said += chunk.toString()));
      const ended = once(child, 'exit');
      await until(() => server.streams.length > 0);
      server.streams[0]?.send(received('1', { data: eventData() }));
      await until(() => sandbox.requests.length > 0);
      child.kill('SIGTERM');
      await until(() => said.includes('Pulling no more'));
      child.kill('SIGTERM');
      await ended;
      assert.equal(child.exitCode, EXIT.interrupted);
    })).timeout(20_000);
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
