/** What `infra/smoke.sh` leaves where it did not come to its end, what it destroys then, and what it never touches. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { positions, smoke, withSmoke } from './smoke-run.ts';

describe('infra/smoke.sh, interrupted or beside others,', function () {
  this.timeout(120_000);

  it('says where it stopped and how to destroy what is left, which it then does', () =>
    withSmoke(async (installation) => {
      const failed = await smoke(installation, ['--yes'], { SMOKE_SILENT: '1', SMOKE_WAIT: '1' });
      assert.equal(failed.code, 1, failed.stdout);
      assert.match(failed.stderr, /FAILED: expected deployment\/web to run/);
      assert.match(failed.stderr, new RegExp(`--destroy ${installation.project} europe-north1-a prod`));
      assert.deepEqual(failed.made, ['namespace', 'repository', 'topic']);
      assert.equal(positions(failed.calls, [' destroy ']).at(0), -1);
      const destroyed = await smoke(installation, ['--destroy'], { TF_DATA_DIR: '/elsewhere' });
      assert.equal(destroyed.code, 0, destroyed.stderr);
      assert.ok(destroyed.calls.some((call) => call.includes(' destroy -auto-approve')));
      assert.deepEqual(destroyed.made, []);
      assert.ok(!existsSync(destroyed.work));
    }));

  it('does not say that all is gone where something is left, and keeps what it knows', () =>
    withSmoke(async (installation) => {
      await smoke(installation, ['--yes'], { SMOKE_SILENT: '1', SMOKE_WAIT: '1' });
      for (const call of [' destroy -auto-approve', 'repositories list', 'repositories delete']) {
        const failed = await smoke(installation, ['--destroy'], { SMOKE_FAILS: call });
        assert.equal(failed.code, 1, failed.stdout);
        assert.doesNotMatch(failed.stdout, /everything else is gone/);
        assert.match(failed.stderr, /Not destroyed/);
      }
      const destroyed = await smoke(installation, ['--destroy']);
      assert.equal(destroyed.code, 0, destroyed.stderr);
      assert.deepEqual(destroyed.made, []);
    }));

  for (const what of ['namespace', 'repository'])
    it(`leaves alone a ${what} of its name that somebody else made`, () =>
      withSmoke(async (installation) => {
        const there = path.join(installation.folder, 'made', what);
        await mkdir(path.dirname(there), { recursive: true });
        await writeFile(there, 'somebody else');
        const failed = await smoke(installation, ['--yes']);
        assert.equal(failed.code, 1, failed.stdout);
        assert.equal(positions(failed.calls, ['terraform']).at(0), -1);
        const destroyed = await smoke(installation, ['--destroy']);
        assert.equal(destroyed.code, 0, destroyed.stderr);
        assert.deepEqual(destroyed.made, [what]);
      }));

  it('leaves alone the topic gcr where it was there', () =>
    withSmoke(async (installation) => {
      const there = path.join(installation.folder, 'made', 'topic');
      await mkdir(path.dirname(there), { recursive: true });
      await writeFile(there, 'somebody else');
      const { code, stdout, stderr, made } = await smoke(installation, ['--yes']);
      assert.equal(code, 0, stdout + stderr);
      assert.deepEqual(made, ['topic']);
    }));

  it('says what is left after Ctrl-C', () =>
    withSmoke(async (installation) => {
      const interrupted = { SMOKE_INTERRUPTED: 'crane copy#2' };
      const { code, stdout, stderr } = await smoke(installation, ['--yes'], interrupted);
      assert.notEqual(code, 0, stdout);
      assert.match(stderr, /Not destroyed/);
    }));

  it('destroys one run before it begins another elsewhere, and nothing without a run', () =>
    withSmoke(async (installation) => {
      await smoke(installation, ['--yes'], { SMOKE_SILENT: '1', SMOKE_WAIT: '1' });
      const other = await smoke(installation, ['--yes'], { SMOKE_LOCATION: 'europe-west1' });
      assert.equal(other.code, 1);
      assert.match(other.stderr, /europe-north1-a prod, got europe-west1 prod/);
      assert.deepEqual(other.calls, []);
      assert.equal((await smoke(installation, ['--destroy'])).code, 0);
      const nothing = await smoke(installation, ['--destroy']);
      assert.equal(nothing.code, 1);
      assert.deepEqual(nothing.calls, []);
    }));
});
