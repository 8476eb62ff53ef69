/** What `npm pack` ships, as who installs it into an empty folder finds it; and the same command in this clone. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { waitForExit } from '../../support/cli-process.ts';
import { openProgram } from '../../../lib/cli/program.ts';
import { startSandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { parseJson, valueAt } from '../../../lib/core/text/json.ts';
import { stored } from '../../support/on-sandbox.ts';
import { ROOT } from '../../support/project-root.ts';
import { runProgram } from '../../support/run-program.ts';

const COMMAND = 'node_modules/.bin/image-updater';
const WEB = 'us-docker.pkg.dev/my-project/app/web';
const COMMANDS = openProgram().commands.flatMap((command) =>
  command.commands.length === 0
    ? [command.name()]
    : command.commands.map((own) => `${command.name()} ${own.name()}`),
);

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

  for (const words of COMMANDS)
    it(`names itself by its file in the help of ${words}, and only files that it has`, async () => {
      const { code, stdout } = await runProgram('node', [COMMAND, ...words.split(' '), '--help'], {
        cwd: home,
      });
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`^Usage: node ${COMMAND} ${words} `));
      assert.doesNotMatch(stdout, /npx|npm run|(?:infra|test)\//);
    });

  it('names itself and its files so in what commands print, as text and as JSON', async () => {
    const image = `${WEB}:2@sha256:${'5'.repeat(64)}`;
    const sandbox = await startSandbox({
      objects: ['a', 'b'].map((name) => stored({ name, containers: [{ name: 'app', image: `${WEB}:2` }] })),
    });
    const IMAGE_UPDATER_CONFIG = [
      `clusters: [{ name: here, server: '${sandbox.url}' }]`,
      'limits: { workloadsPerNamespace: 1 }',
      'replay: projects/my-project/topics/replays',
    ].join('\n');
    const run = (...words: readonly string[]) =>
      runProgram('node', [COMMAND, ...words], { cwd: home, env: { IMAGE_UPDATER_CONFIG } });
    for (const options of [[], ['--json']]) {
      const { stdout } = await run('plan', image, ...options);
      assert.match(stdout, new RegExp(`node ${COMMAND} replay `));
      assert.doesNotMatch(stdout, /npm run/);
    }
    await sandbox.close();
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
