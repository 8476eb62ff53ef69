import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runToEnd, type ProgramEnd, type ProgramRun } from '../../lib/async/run-to-end.ts';
import { inFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

/** How `docker-credential-test` ends, which runs this code. */
function ended(code: string, more: Partial<ProgramRun> = {}): Promise<ProgramEnd> {
  return inFolder(async (folder) => {
    await folder.program('docker-credential-test', code);
    return runToEnd(toRun(folder.path, more));
  });
}

function toRun(folder: string, more: Partial<ProgramRun>): ProgramRun {
  const { signal } = new AbortController();
  const limits = { limitMs: 10_000, maxBytes: 1_000, signal };
  return {
    program: 'docker-credential-test',
    args: ['get'],
    input: 'in',
    environment: { PATH: folder },
    ...limits,
    ...more,
  };
}

/** A script around a program that hangs, as the helper of gcloud is one. Its process id is in the file `pid`. */
const WRAPPER = `const { spawn } = require('node:child_process');
const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'inherit' });
require('node:fs').writeFileSync(require('node:path').join(__dirname, 'pid'), String(child.pid));`;

describe('a program that gives credentials', () => {
  it('ends with its code and its output', async () =>
    assert.deepEqual(
      await ended(`process.stdout.write('a'); process.stderr.write('b'); process.exitCode = 3`),
      {
        is: 'ended',
        by: 3,
        stdout: 'a',
        stderr: 'b',
      },
    ));

  it('ends by a signal', async () => {
    const end = await ended(`process.kill(process.pid, 'SIGTERM'); setInterval(() => 0, 1000)`);
    assert.equal(end.is === 'ended' ? end.by : end.is, 'SIGTERM');
  });

  it('reads its input', async () => {
    const end = await ended(`process.stdin.pipe(process.stdout)`);
    assert.equal(end.is === 'ended' ? end.stdout : end.is, 'in');
  });

  for (const [what, code, more, is] of [
    ['hangs', 'setInterval(() => 0, 1000)', { limitMs: 200 }, 'timeout'],
    ['prints too much', `process.stdout.write('x'.repeat(1001))`, {}, 'too-long'],
    ['prints too many errors', `process.stderr.write('x'.repeat(1001))`, {}, 'too-long'],
    ['is missing', '', { program: 'docker-credential-other' }, 'not-run'],
    ['is not wanted any more', '', { signal: AbortSignal.abort() }, 'aborted'],
    [
      'hangs until it is aborted',
      'setInterval(() => 0, 1000)',
      { signal: AbortSignal.timeout(200) },
      'aborted',
    ],
  ] as const)
    it(`that ${what} is ${is}`, async () => assert.equal((await ended(code, more)).is, is));

  it('ends with the processes that it started', () =>
    inFolder(async (folder) => {
      await folder.program('docker-credential-test', WRAPPER);
      const aborter = new AbortController();
      const file = path.join(folder.path, 'pid');
      await writeFile(file, '');
      const running = runToEnd(toRun(folder.path, { signal: aborter.signal }));
      await until(async () => (await readFile(file, 'utf8')) !== '');
      const pid = Number(await readFile(file, 'utf8'));
      assert.ok(runs(pid));
      aborter.abort();
      assert.deepEqual(await running, { is: 'aborted' });
      await until(() => !runs(pid));
    }));
});

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
