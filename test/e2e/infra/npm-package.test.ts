/** What `npm pack` ships, as who installs it into an empty folder finds it; and the same command in this clone. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { repositoryPage, withAbsoluteLinks } from '../../../infra/build/packed-readme.ts';
import manifest from '../../../package.json' with { type: 'json' };
import { waitForExit } from '../../support/cli-process.ts';
import { openProgram } from '../../../lib/cli/program.ts';
import { startSandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { parseJson, valueAt } from '../../../lib/core/text/json.ts';
import { stored } from '../../support/on-sandbox.ts';
import { ROOT } from '../../support/project-root.ts';
import { runProgram } from '../../support/run-program.ts';

const README = path.join(ROOT, 'README.md');
const NAME = 'kubernetes-image-updater';
const PACKED = v.tuple([v.object({ files: v.array(v.object({ path: v.string() })) })]);
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
  let readme = '';
  let files: readonly string[] = [];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'image-updater-npm-'));
    home = path.join(folder, 'empty');
    await mkdir(home);
    readme = await readFile(README, 'utf8');
    const packed = await runProgram('npm', ['pack', '--json', '--pack-destination', folder], { cwd: ROOT });
    assert.equal(packed.code, 0, packed.stderr);
    const [report] = v.parse(PACKED, parseJson(packed.stdout));
    files = report.files.map((file) => file.path);
    const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '';
    const installed = await runProgram('npm', ['install', path.join(folder, tarball)], { cwd: home });
    assert.equal(installed.code, 0, installed.stderr);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('holds what runs, its guard, the schemas, the rights and three pages, and nothing else', () => {
    const built = /^dist\/(?:functions\/index|lib\/cli\/main|chunks\/[\w-]+)\.js$/;
    assert.deepEqual(files.filter((file) => !built.test(file)).toSorted(), [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/functions/index.d.ts',
      'infra/node/guard.cjs',
      'infra/rbac/cluster-wide.yaml',
      'infra/rbac/image-only-policy.yaml',
      'infra/rbac/namespaced.yaml',
      'infra/rbac/read-only.yaml',
      'lib/cli/launch.js',
      'lib/config/config.schema.json',
      'lib/report/report.schema.json',
      'package.json',
    ]);
    assert.ok(files.filter((file) => built.test(file)).length > 10);
  });

  it('names no source map, for it has none', async () => {
    const texts = files
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFile(path.join(home, 'node_modules', NAME, file), 'utf8'));
    for (const text of await Promise.all(texts)) assert.doesNotMatch(text, /^\/\/# sourceMappingURL=/m);
  });

  it('shows README with links that lead somewhere from the page of the package', async () => {
    const page = repositoryPage(manifest.repository.url);
    const packed = await readFile(path.join(home, 'node_modules', NAME, 'README.md'), 'utf8');
    assert.equal(packed, withAbsoluteLinks(readme, page));
    const targets = [...packed.matchAll(/\]\(([^)\s]+)/g)].map(([, target = '']) => target);
    assert.ok(targets.length > 10);
    assert.deepEqual(
      targets.filter((target) => !/^(?:https:\/\/|#)/.test(target)),
      [],
    );
  });

  it('leaves README in the clone as it was', async () =>
    assert.equal(await readFile(README, 'utf8'), readme));

  for (const [name, leads] of [
    ['', true],
    ['/config.schema.json', true],
    ['/report.schema.json', true],
    ['/package.json', true],
    ['/dist/functions/index.js', false],
    ['/lib/cli/launch.js', false],
  ] as const)
    it(`${leads ? 'exports' : 'does not export'} ${NAME}${name}`, async () => {
      const code = `console.log(import.meta.resolve('${NAME}${name}'))`;
      const ran = await runProgram('node', ['--input-type=module', '--eval', code], { cwd: home });
      assert.equal(ran.code === 0, leads, ran.stderr);
    });

  it('registers the functions where it is imported', async () => {
    const code = `import { getFunction } from '@google-cloud/functions-framework/testing';
      import '${NAME}';
      console.log(['imagePushed', 'updateImage'].map((name) => typeof getFunction(name)).join());`;
    const {
      code: ended,
      stdout,
      stderr,
    } = await runProgram('node', ['--input-type=module', '--eval', code], {
      cwd: home,
    });
    assert.equal(ended, 0, stderr);
    assert.equal(stdout, 'function,function\n');
  });

  it('is what the framework serves by its folder', async () => {
    const main = createRequire(path.join(home, 'x.js')).resolve(path.join(home, 'node_modules', NAME));
    assert.equal(path.relative(path.join(home, 'node_modules', NAME), main), 'dist/functions/index.js');
  });

  it('links the command, which explains itself', async () => {
    const { code, stdout } = await runProgram(path.join(home, COMMAND), ['--help'], { cwd: home });
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: node .*image-updater/);
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
      assert.doesNotMatch(stdout, /npx|npm run/);
      const named = stdout.match(/\b(?:infra|lib|test)\/[\w./-]*\w/g) ?? [];
      assert.deepEqual(
        named.filter((file) => !existsSync(path.join(home, 'node_modules', NAME, file))),
        [],
      );
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
