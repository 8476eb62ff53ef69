import assert from 'node:assert/strict';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isRunning } from '../../support/is-running.ts';
import { keep, type Keeper } from '../../support/keeper.ts';
import { ended, gone, runScript } from './script.ts';

const SLEEP = { file: 'sleep', arguments: ['600'] };

describe('a keeper', () => {
  let keeper: Keeper;

  beforeEach(() => {
    keeper = keep(mkdtempSync(path.join(tmpdir(), 'image-updater-keeper-')));
  });
  afterEach(() => keeper.end());

  it('ends what runs and removes the folder', async () => {
    const kept = await keeper.run('sleep', SLEEP);
    assert.ok(isRunning(kept.pid) && kept.running() && existsSync(keeper.folder));
    await keeper.end();
    assert.deepEqual([isRunning(kept.pid), kept.running(), existsSync(keeper.folder)], [false, false, false]);
    assert.equal(await kept.ended, 'SIGKILL');
  });

  it('can end twice', async () => {
    await keeper.end();
  });

  it('writes what a process writes into its log', async () => {
    const kept = await keeper.run('say', { file: 'sh', arguments: ['-c', 'echo one; echo two >&2; exit 3'] });
    assert.equal(await kept.ended, 3);
    assert.equal(kept.log(), 'one\ntwo\n');
    assert.ok(!kept.running());
  });

  it('kills one process and leaves the others', async () => {
    const [one, other] = [await keeper.run('one', SLEEP), await keeper.run('other', SLEEP)];
    await one.kill();
    await one.kill();
    assert.deepEqual([isRunning(one.pid), isRunning(other.pid)], [false, true]);
  });

  it('rejects what can not be run', async () => {
    await assert.rejects(keeper.run('nothing', { file: 'no-such-program', arguments: [] }), {
      code: 'ENOENT',
    });
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const) {
    it(`leaves nothing behind when ${signal} ends the process that uses it`, async () => {
      const started = await runScript('keeper-script.ts', { END: 'a signal' });
      assert.deepEqual(started.pids.map(isRunning), [true, false, true]);
      started.script.kill(signal);
      await ended(started);
      await gone(started);
    });
  }

  for (const end of ['an exception', 'its exit', 'nothing left to do']) {
    it(`leaves nothing behind when the process that uses it ends by ${end}`, async () => {
      const started = await runScript('keeper-script.ts', { END: end });
      await ended(started);
      await gone(started);
    });
  }
});
