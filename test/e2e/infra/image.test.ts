/** The image of `serve` without an engine that builds it: its steps run here, and what comes of them runs as it does there. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { validate } from 'dockerfile-utils';
import { createInterface } from 'node:readline';
import { parseJson } from '../../../lib/core/text/json.ts';
import { run } from '../../support/run-program.ts';
import { ROOT } from '../../support/project-root.ts';

const DOCKERFILE = path.join(ROOT, 'infra/kubernetes/Dockerfile');
/** As the manifests say. */
const USER = 65_532;

interface Step {
  readonly instruction: string;
  readonly rest: string;
}

const steps: readonly Step[] = (await readFile(DOCKERFILE, 'utf8')).split('\n').flatMap((line) => {
  const [, instruction = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
  return instruction === '' ? [] : [{ instruction, rest }];
});
const of = (instruction: string): readonly string[] =>
  steps.filter((step) => step.instruction === instruction).map(({ rest }) => rest);

describe('the Dockerfile', () => {
  it('has nothing that its linter complains of', async () => {
    const complaints = validate(await readFile(DOCKERFILE, 'utf8'));
    assert.deepEqual(complaints, []);
    assert.ok(validate('FROM a\nCOPY x\n').length > 0);
  });

  it('says only what is known', () => {
    const known = new Set('FROM WORKDIR COPY RUN ENV USER EXPOSE ENTRYPOINT CMD'.split(' '));
    assert.deepEqual(
      steps.filter(({ instruction }) => !known.has(instruction)),
      [],
    );
  });

  it('ends as no root, on a distroless base', () => {
    assert.match(of('FROM').at(-1) ?? '', /^gcr\.io\/distroless\/nodejs24\S*:nonroot$/);
    assert.deepEqual(of('USER'), [`${USER}:${USER}`]);
  });

  it('copies nothing into the image but what is built', () =>
    assert.deepEqual(
      of('COPY').filter((rest) => rest.startsWith('--from=')),
      ['package.json ./', 'node_modules node_modules', 'dist dist'].map(
        (rest) => `--from=build /build/${rest}`,
      ),
    ));

  it('starts the command line, with arguments in their JSON form', () => {
    assert.deepEqual(parseJson(of('ENTRYPOINT').at(0) ?? ''), ['/nodejs/bin/node', 'dist/lib/cli/main.js']);
    const words = parseJson(of('CMD').at(0) ?? '');
    assert.ok(Array.isArray(words) && words[0] === 'serve');
  });
});

describe('what the Dockerfile builds', () => {
  let folder = '';
  const app = (): string => path.join(folder, 'app');

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'image-updater-image-'));
    await chmod(folder, 0o755);
    const build = path.join(folder, 'build');
    await mkdir(build);
    const archived = await run(
      'sh',
      ['-c', `git ls-files -z | xargs -0 tar -cf - | tar -xf - -C '${build}'`],
      { cwd: ROOT },
    );
    assert.equal(archived.code, 0, archived.stderr);
    for (const command of of('RUN')) {
      const { code, stderr } = await run('sh', ['-c', command], { cwd: build });
      assert.equal(code, 0, stderr);
    }
    await mkdir(app());
    for (const name of ['package.json', 'node_modules', 'dist'])
      await cp(path.join(build, name), path.join(app(), name), { recursive: true, verbatimSymlinks: true });
    await writeFile(
      path.join(app(), 'config.yaml'),
      "clusters: [{ name: here, server: 'http://127.0.0.1:1' }]\n",
    );
    await run('chmod', ['-R', 'a-w,a+rX', app()], { cwd: folder });
  });
  after(async () => {
    await run('chmod', ['-R', 'u+w', folder], { cwd: '/' });
    await rm(folder, { recursive: true, force: true });
  });

  it('serves as a user who may write nowhere, and ends on SIGTERM', async function () {
    // Without root, nobody can become another user: then it is whoever runs this, who may not write there either.
    const isRoot = process.getuid?.() === 0;
    if (!isRoot) process.stderr.write('not run as root: serve is started as this user, not as 65532\n');
    const child = spawn(process.execPath, ['dist/lib/cli/main.js', 'serve', '--port', '0', '--metrics'], {
      cwd: app(),
      env: { IMAGE_UPDATER_CONFIG_FILE: 'config.yaml', HOME: '/nonexistent', TMPDIR: app() },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(isRoot && { uid: USER, gid: USER }),
    });
    const ended = once(child, 'exit');
    let said = '';
    for await (const line of createInterface({ input: child.stderr })) {
      said += `${line}\n`;
      const [, url] = /(http:\S+)\/doc\//.exec(line) ?? [];
      if (url === undefined) continue;
      for (const at of ['/health', '/ready', '/doc/', '/openapi.json', '/metrics'])
        assert.equal((await fetch(`${url}${at}`)).status, 200, at);
      child.kill('SIGTERM');
    }
    await ended;
    assert.equal(child.exitCode, 0, said);
  });
});
