import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import packageJson from '../../package.json' with { type: 'json' };

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The command line as a child process, its output piped. */
function start(...parameters: readonly string[]) {
  const { FORCE_COLOR: _, ...env } = process.env;
  return spawn(process.execPath, ['lib/cli/main.ts', ...parameters], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(...parameters: readonly string[]) {
  const child = start(...parameters);
  const ended = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await ended;
  return { code: child.exitCode, stdout, stderr };
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
    const child = start('demo');
    const ended = once(child, 'exit');
    const stderr = text(child.stderr);
    child.stdout.destroy();
    await ended;
    assert.deepEqual([child.exitCode, await stderr], [0, '']);
  });
});

describe('image-updater demo --keep', () => {
  it('prints a request that works, until it is interrupted', async () => {
    const child = start('demo', '--keep');
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

  for (const parameters of [['dmeo'], ['demo', '--kep'], ['demo', 'more'], []]) {
    it(`refuses \`${['image-updater', ...parameters].join(' ')}\`, and says what there is`, async () => {
      const { code, stdout, stderr } = await run(...parameters);
      assert.notEqual(code, 0);
      assert.equal(stdout, '');
      assert.match(stderr, /demo/);
    });
  }
});
