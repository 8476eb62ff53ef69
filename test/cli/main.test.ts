import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { EXIT } from '../../lib/cli/exit-code.ts';
import { at, parseJson } from '../../lib/core/text/json.ts';
import { startSandbox } from '../../lib/sandbox/server.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { configOf } from '../support/served-functions.ts';
import { withTcp } from '../support/local-server.ts';
import { patches, stored } from '../support/on-sandbox.ts';
import { received, withPubSub } from '../support/pubsub-server.ts';
import { until } from '../support/until.ts';
import { eventData } from '../support/consumer-builders.ts';
import { digest, REPOSITORY } from '../support/builders.ts';
import { onFleet } from '../support/sandbox-fleet.ts';
import { endOf } from '../support/cli-process.ts';
import { ROOT } from '../support/project-root.ts';

type Variables = Readonly<Record<string, string>>;

/** The variables of this process, but for those that would change what is tested. */
function environmentWith(variables: Variables): NodeJS.ProcessEnv {
  // With CI, Node takes every terminal for one without colours.
  const { FORCE_COLOR: _force, NO_COLOR: _no, CI: _ci, IMAGE_UPDATER_CONFIG: _config, ...env } = process.env;
  return { ...env, ...variables };
}

/** The command line as a child process, its output piped. */
function start(variables: Variables, ...parameters: readonly string[]) {
  return spawn(process.execPath, ['lib/cli/main.ts', ...parameters], {
    cwd: ROOT,
    env: environmentWith(variables),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function run(...parameters: readonly string[]) {
  return runWith({}, ...parameters);
}

async function runWith(variables: Variables, ...parameters: readonly string[]) {
  return endOf(start(variables, ...parameters));
}

/** The command line on a pseudo-terminal: both outputs are one there. */
function onTerminal(variables: Variables, ...parameters: readonly string[]) {
  const command = [process.execPath, 'lib/cli/main.ts', ...parameters].map((word) => `'${word}'`).join(' ');
  const env = environmentWith({ TERM: 'xterm', ...variables });
  return endOf(
    spawn('script', ['-q', '-e', '-c', command, '/dev/null'], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

/** A server that never answers; `connected` is fulfilled when somebody asks it. */
function withConnection<T>(use: (url: URL, connected: Promise<void>) => Promise<T>): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<void>();
  return withTcp(
    (socket) => void socket.once('data', () => resolve()),
    (url) => use(url, promise),
  );
}

describe('image-updater demo', () => {
  it('piped is plain text of at most 80 columns, log lines aside', async () => {
    const { code, stdout, stderr } = await run('demo');
    assert.deepEqual([code, stderr], [0, '']);
    assert.ok(!stdout.includes('\u001b'));
    const lines = stdout.split('\n');
    assert.ok(lines.length > 50);
    assert.deepEqual(
      lines.filter((line) => line.length > 80 && !line.startsWith('{')),
      [],
    );
  });

  it('is no crash where its reader goes away', async () => {
    const child = start({}, 'demo');
    const ended = once(child, 'exit');
    const stderr = text(child.stderr);
    child.stdout.destroy();
    await ended;
    assert.deepEqual([child.exitCode, await stderr], [0, '']);
  });
});

describe('image-updater demo --keep', () => {
  it('prints a request that works, until it is interrupted', async () => {
    const child = start({}, 'demo', '--keep');
    const ended = once(child, 'exit');
    let printed = '';
    child.stdout.setEncoding('utf8');
    for await (const chunk of child.stdout) {
      printed += String(chunk);
      if (!/^kinds:\n.+\n/m.test(printed)) continue;
      const [, url = '', type = '', body = ''] =
        /^curl -i (\S+) -H 'content-type: (.+)' \\\n {2}-d '(.+)'$/m.exec(printed) ?? [];
      const answer = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
      assert.equal(answer.status, 204);
      const [, look = ''] = /^curl (\S+)$/m.exec(printed) ?? [];
      const seen = await (await fetch(look)).text();
      assert.match(seen, /web:1\.5\.2@sha256:5252/);
      break;
    }
    child.kill('SIGINT');
    await ended;
    assert.deepEqual([child.exitCode, child.signalCode], [0, null]);
  });
});

describe('image-updater', () => {
  it('explains itself', async () => {
    const { code, stdout } = await run('--help');
    assert.equal(code, 0);
    assert.match(stdout, /demo/);
  });

  it('tells its version', async () =>
    assert.deepEqual(await run('--version'), { code: 0, stdout: `${packageJson.version}\n`, stderr: '' }));

  for (const [parameters, says] of [
    [['dmeo'], /Did you mean demo\?/],
    [['demo', '--kep'], /Did you mean --keep\?/],
    [['demo', 'more'], /too many arguments/],
    [[], /demo/],
    [['clusters', '--jsn'], /Did you mean --json\?/],
    [['clusters', '--config'], /argument missing/],
    [['config'], /check/],
    [['config', 'chek'], /Did you mean check\?/],
    [['config', 'check', 'a', 'b'], /too many arguments/],
    [['replay', '--dead-leters'], /Did you mean --dead-letters\?/],
    [['replay', 'a', 'b'], /too many arguments/],
    [['replay', '--events'], /argument missing/],
    [['subscribe', '--at-once', '0'], /--at-once/],
    [['subscribe', '--drain-seconds', 'soon'], /--drain-seconds/],
    [['subscribe', '--health-port', '65536'], /--health-port/],
    [['subscribe', '--topic'], /argument missing/],
  ] as const) {
    it(`refuses \`${['image-updater', ...parameters].join(' ')}\` as wrong use, and says what there is`, async () => {
      const { code, stdout, stderr } = await run(...parameters);
      assert.deepEqual([code, stdout], [EXIT.misuse, '']);
      assert.match(stderr, says);
    });
  }

  for (const parameters of [['clusters'], ['config', 'check'], ['replay'], ['subscribe']]) {
    it(`explains \`${parameters.join(' ')}\`, with examples and exit codes, in 80 columns`, async () => {
      const { code, stdout, stderr } = await run(...parameters, '--help');
      assert.deepEqual([code, stderr], [EXIT.done, '']);
      assert.match(stdout, /Examples:\n {2}.*image-updater .*Exit code: 0 /s);
      assert.deepEqual(
        stdout.split('\n').filter((line) => line.length > 80),
        [],
      );
    });
  }
});

describe('image-updater clusters', () => {
  it('piped is plain text, without progress', () =>
    onFleet(
      async ({ config }) => {
        const { code, stdout, stderr } = await run('clusters', '--config', config);
        assert.deepEqual([code, stderr], [EXIT.done, '']);
        assert.match(stdout, /^guarded +yes/m);
        assert.ok(!stdout.includes('\u001b'));
      },
      ['guarded'],
    ));

  it('tells scripts that a cluster cannot be served', () =>
    onFleet(
      async ({ config }) => {
        const { code, stdout } = await run('clusters', '--config', config, '--json');
        assert.equal(code, EXIT.failed);
        assert.equal(at(parseJson(stdout), ['served']), 0);
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
      const ended = endOf(child);
      await connected;
      child.kill('SIGINT');
      // A token server has ten seconds to answer, more than this test.
      assert.equal((await ended).code, EXIT.interrupted);
    })).timeout(8_000);
});

describe('image-updater config check', () => {
  it('takes the configuration from the environment, and says what is wrong with it', async () => {
    const { code, stdout, stderr } = await runWith(
      { IMAGE_UPDATER_CONFIG: 'clusters: []' },
      'config',
      'check',
    );
    assert.deepEqual([code, stderr], [EXIT.failed, '']);
    assert.match(stdout, /clusters: expected at least one cluster/);
  });
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

describe('the log of the libraries for Google', () => {
  it('is switched off by every command that could load them, and that is said', async () => {
    const variables = { GOOGLE_SDK_NODE_LOGGING: '*', IMAGE_UPDATER_CONFIG: 'clusters: []' };
    const { stderr } = await runWith(variables, 'config', 'check');
    assert.match(stderr, /^GOOGLE_SDK_NODE_LOGGING: expected nothing/);
  });
});

describe('image-updater subscribe whose log lines nobody reads', () => {
  it('finishes what is at work, and is no success', async () => {
    const sandbox = await startSandbox({ objects: [stored({})] });
    await withPubSub(async (server) => {
      server.describe = (name) => ({ name, topic: 'projects/shop/topics/gcr' });
      const config = configOf({ test: sandbox });
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
      assert.match(stderr, /Ended: 1 acknowledged, 0 given back/);
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
      await use({ IMAGE_UPDATER_CONFIG: configOf({ test: sandbox }) }, sandbox);
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
      const { code, stdout, stderr } = await endOf(child);
      assert.equal(code, EXIT.interrupted);
      const updated = Number(at(parseJson(stdout), ['totals', 'updated']));
      assert.ok(updated > 0 && updated < 40, `${updated} were updated`);
      assert.equal(patches(sandbox).length, updated);
      assert.match(stderr, /Interrupted/);
    }));

  for (const command of ['plan', 'apply', 'policy', 'images', 'hold', 'release', 'serve'])
    it(`${command} --help has examples and exit codes`, async () => {
      const { code, stdout } = await run(command, '--help');
      assert.equal(code, EXIT.done);
      assert.match(stdout, /Examples:\n {2}\S/);
      assert.match(stdout, /Exit code: 0 /);
      assert.deepEqual(
        stdout.split('\n').filter((line) => line.length > 80),
        [],
      );
    });
});
