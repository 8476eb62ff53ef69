import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../../support/project-root.ts';
import { runProgram } from '../../support/run-program.ts';
import { inFolder } from '../../support/temporary-folder.ts';

const ROLLDOWN = path.join(ROOT, 'node_modules/.bin/rolldown');
const CONFIG = path.join(ROOT, 'infra/build/rolldown.config.js');

describe('npm run build', function () {
  this.timeout(60_000);

  it('leaves no file of an earlier build: the package has all of `dist`', () =>
    inFolder(async ({ path: dist }) => {
      await mkdir(path.join(dist, 'chunks'));
      for (const name of ['chunks/stale-12345678.js', 'stale.d.ts'])
        await writeFile(path.join(dist, name), '');
      const { code, stderr } = await runProgram(ROLLDOWN, ['-c', CONFIG, '--dir', dist], { cwd: ROOT });
      assert.equal(code, 0, stderr);
      const files = await readdir(dist, { recursive: true });
      assert.ok(files.includes('functions/index.js') && files.includes('lib/cli/main.js'));
      assert.deepEqual(
        files.filter((name) => name.includes('stale')),
        [],
      );
    }));
});
