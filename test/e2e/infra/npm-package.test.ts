/** What `npm pack` ships, as who installs it into an empty folder finds it; and the same command in this clone. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { waitForExit } from '../../support/cli-process.ts';
import { parseJson, valueAt } from '../../../lib/core/text/json.ts';
import { ROOT } from '../../support/project-root.ts';
import { runProgram } from '../../support/run-program.ts';

const COMMAND = 'node_modules/.bin/image-updater';

describe('the npm package', () => {
  let folder = '';
  let home = '';

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'image-updater-npm-'));
    home = path.join(folder, 'empty');
    await mkdir(home);
    const packed = await runProgram('npm', ['pack', '--pack-destination', folder], { cwd: ROOT });
    assert.equal(packed.code, 0, packed.stderr);
    const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '';
    const installed = await runProgram('npm', ['install', path.join(folder, tarball)], { cwd: home });
    assert.equal(installed.code, 0, installed.stderr);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('has JavaScript and types, and no source', async () => {
    const files = await readdir(path.join(home, 'node_modules/kubernetes-image-updater'), {
      recursive: true,
    });
    assert.ok(files.includes('dist/functions/index.js') && files.includes('dist/functions/index.d.ts'));
    assert.deepEqual(
      files.filter((name) => /(?<!\.d)\.ts$|\.test\./.test(name)),
      [],
    );
  });

  it('runs the demo where it is installed', async () => {
    const { code, stdout } = await runProgram('node', [COMMAND, 'demo'], { cwd: home });
    assert.equal(code, 0);
    assert.match(stdout, /^cluster production: 23 workloads/m);
  });

  it('names itself by its file in help, and never as what npx would look up', async () => {
    const { code, stdout } = await runProgram('node', [COMMAND, 'plan', '--help'], { cwd: home });
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^Usage: node ${COMMAND} plan `));
    assert.doesNotMatch(stdout, /npx|npm run/);
  });

  it('answers a thousand lines about policies', async () => {
    const child = spawn('node', [COMMAND, 'policy', '--json'], { cwd: home, stdio: 'pipe' });
    child.stdin.end(Array.from({ length: 1000 }, (_, index) => `semver:^1\t1.0.0\t1.0.${index}\n`).join(''));
    const { code, stdout } = await waitForExit(child);
    const results = stdout
      .trim()
      .split('\n')
      .map((line) => valueAt(parseJson(line), ['result']));
    assert.equal(code, 0);
    assert.deepEqual([results.length, results.filter((each) => each === 'update').length], [1000, 999]);
  });

  it('tells its types to who imports it', async () => {
    const text =
      "import type * as functions from 'kubernetes-image-updater';\nexport type All = typeof functions;\n";
    await writeFile(path.join(home, 'use.ts'), text);
    const tsc = path.join(ROOT, 'node_modules/.bin/tsc');
    const { code, stdout } = await runProgram(
      tsc,
      ['--noEmit', '--strict', '--module', 'nodenext', '--skipLibCheck', 'use.ts'],
      { cwd: home },
    );
    assert.equal(code, 0, stdout);
  });

  it('is the same command in a clone', async () => {
    const words = ['run', '--silent', 'image-updater', '--', 'policy', 'any', '1', '2'];
    const { code, stdout } = await runProgram('npm', words, { cwd: ROOT });
    assert.equal(code, 0);
    assert.match(stdout, /update/);
  });
});
