import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { valueAt, parseJson } from '../../../lib/core/text/json.ts';
import { waitForExit, onTerminal, runWith, start } from '../../support/cli-process.ts';
import { withTcp } from '../../support/local-server.ts';
import { onFleet } from '../../support/sandbox-fleet.ts';

/** A server that never answers; `connected` is fulfilled when somebody asks it. */
function withConnection<T>(use: (url: URL, connected: Promise<void>) => Promise<T>): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<void>();
  return withTcp(
    (socket) => void socket.once('data', () => resolve()),
    (url) => use(url, promise),
  );
}

describe('image-updater clusters', () => {
  it('piped is plain text, without progress', () =>
    onFleet(
      async ({ config }) => {
        const { code, stdout, stderr } = await runWith({}, 'clusters', '--config', config);
        assert.deepEqual([code, stderr], [EXIT.done, '']);
        assert.match(stdout, /^guarded +yes/m);
        assert.ok(!stdout.includes('\u001b'));
      },
      ['guarded'],
    ));

  it('tells scripts that a cluster is not ready', () =>
    onFleet(
      async ({ config }) => {
        const { code, stdout } = await runWith({}, 'clusters', '--config', config, '--json');
        assert.equal(code, EXIT.failed);
        assert.equal(valueAt(parseJson(stdout), ['ready']), 0);
      },
      ['lost', 'stranger'],
    ));

  it('ends on Ctrl-C, and has changed nothing', () =>
    withConnection(async (url, connected) => {
      const child = start({ IMAGE_UPDATER_CONFIG: `clusters: [{ server: '${url.href}' }]` }, 'clusters');
      const ended = once(child, 'exit');
      const said = Promise.all([text(child.stdout), text(child.stderr)]);
      await connected;
      child.kill('SIGINT');
      await ended;
      const [stdout, stderr] = await said;
      assert.deepEqual([child.exitCode, child.signalCode, stdout], [EXIT.interrupted, null, '']);
      assert.match(stderr, /Interrupted/);
    }));

  it('ends on Ctrl-C though a question that was sent is still open', () =>
    withConnection(async ({ host }, connected) => {
      const child = start(
        {
          GCE_METADATA_HOST: host,
          METADATA_SERVER_DETECTION: 'assume-present',
          HOME: '/nonexistent',
          CLOUDSDK_CONFIG: '',
          GOOGLE_APPLICATION_CREDENTIALS: '',
          IMAGE_UPDATER_CONFIG: 'clusters: [{ gke: projects/shop/locations/-/clusters/- }]',
        },
        'clusters',
      );
      const ended = waitForExit(child);
      await connected;
      child.kill('SIGINT');
      // A token server has ten seconds to answer, more than this test.
      assert.equal((await ended).code, EXIT.interrupted);
    })).timeout(8_000);
});

describe('image-updater clusters on a terminal', function () {
  before(function () {
    if (spawnSync('script', ['--version']).error === undefined) return;
    console.warn('SKIPPED: there is no `script` to make a pseudo-terminal with');
    this.skip();
  });

  for (const [title, environment, isBold] of [
    ['shows headings and progress', {}, true],
    ['shows progress and no bold text with NO_COLOR', { NO_COLOR: '1' }, false],
  ] as const)
    it(title, () =>
      onFleet(
        async ({ config }) => {
          const { code, stdout } = await onTerminal(environment, 'clusters', '--config', config);
          assert.equal(code, EXIT.done);
          assert.match(stripVTControlCharacters(stdout), /0 of 1 clusters.*guarded +yes/s);
          assert.equal(stdout.includes('\u001b[1mguarded'), isBold);
        },
        ['guarded'],
      ),
    );
});
