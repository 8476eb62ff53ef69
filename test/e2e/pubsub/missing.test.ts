/** A run on a machine that has no emulator: it says so, counts what it skips, and in CI fails unless it is allowed. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { findEmulator } from './find-emulator.ts';
import { ROOT } from '../../support/project-root.ts';

interface Ran {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Mocha on a file of this folder, with this environment and no other. */
async function mocha(environment: Readonly<Record<string, string>>): Promise<Ran> {
  const program = [
    path.join(ROOT, 'node_modules/mocha/bin/mocha.js'),
    '--config',
    'test/e2e/pubsub/mocharc.json',
  ];
  const child = spawn(process.execPath, [...program, 'test/e2e/pubsub/push.test.ts'], {
    cwd: ROOT,
    env: environment,
  });
  const code = new Promise((resolve) => child.on('exit', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}

describe('without an emulator', () => {
  const nowhere = { PATH: path.join(ROOT, 'nowhere') };

  it('all tests are pending, and the run says how to get one', async () => {
    const { code, stdout, stderr } = await mocha(nowhere);
    assert.equal(code, 0);
    assert.match(stdout, / 0 passing .*\n +\d+ pending/);
    assert.match(stderr, /PUBSUB_EMULATOR_JAR/);
  });

  it('the run fails in CI', async () => {
    const { code, stdout } = await mocha({ ...nowhere, CI: 'true' });
    assert.notEqual(code, 0);
    assert.match(stdout, /PUBSUB_EMULATOR_OPTIONAL=1/);
  });

  it('the run does not fail in CI where it is allowed to', async () => {
    const { code, stdout } = await mocha({ ...nowhere, CI: 'true', PUBSUB_EMULATOR_OPTIONAL: '1' });
    assert.equal(code, 0);
    assert.match(stdout, /\d+ pending/);
  });

  it('a jar that is not there is not passed over for another', () => {
    const found = findEmulator({ ...process.env, PUBSUB_EMULATOR_JAR: '/nowhere/emulator.jar' });
    assert.ok('missing' in found && found.missing.includes('/nowhere/emulator.jar'));
  });

  it('is also where java is not on the PATH', () => {
    const found = findEmulator({ ...nowhere, PUBSUB_EMULATOR_JAR: import.meta.filename });
    assert.ok('missing' in found && found.missing.includes('java'));
  });
});
