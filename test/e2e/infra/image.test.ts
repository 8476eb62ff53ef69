/**
 * The image of `serve` without an engine that builds it: its steps run here, on the files that `.dockerignore` admits of a
 * dirty folder, and what comes of them runs as it does there.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, cp, link, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { validate } from 'dockerfile-utils';
import { createInterface } from 'node:readline';
import { parseJson } from '../../../lib/core/text/json.ts';
import { admittedFiles } from './docker-context.ts';
import { ROOT } from '../../support/project-root.ts';
import { runProgram } from '../../support/run-program.ts';

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
    const known = new Set('ARG FROM WORKDIR COPY RUN ENV USER EXPOSE ENTRYPOINT CMD'.split(' '));
    assert.deepEqual(
      steps.filter(({ instruction }) => !known.has(instruction)),
      [],
    );
  });

  it('takes its base images from arguments', () => {
    const names = of('ARG').map((rest) => rest.slice(0, rest.indexOf('=')));
    assert.deepEqual(
      of('FROM').map((rest) => rest.split(' ').at(0)),
      names.map((name) => `\${${name}}`),
    );
  });

  it('ends as non-root, on a distroless base', () => {
    assert.match(
      of('ARG').at(-1) ?? '',
      /^RUNTIME_IMAGE=gcr\.io\/distroless\/nodejs24\S*:nonroot(?:@sha256:\w{64})?$/,
    );
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

/** What lies around in a folder in which somebody works, and is in no image. */
const DIRT: Readonly<Record<string, string>> = {
  '.env': 'KEY=secret\n',
  '.npmrc.bak': '//registry.example.com/:_authToken=secret\n',
  '.git/config': '[remote]\n',
  'dist/lib/cli/main.js': 'throw new Error("stale")\n',
  'infra/examples/minimal/terraform.tfstate': '{}\n',
  'functions/.npmrc': '//registry.example.com/:_authToken=secret\n',
  'infra/node/key.txt': 'secret\n',
  'key.json': '{ "private_key": "secret" }\n',
  'lib/.env.local': 'KEY=secret\n',
  'lib/.env.ts': 'export const KEY = "secret";\n',
  'lib/dist/old.ts': 'throw new Error("stale")\n',
  'lib/google-auth/key.json': '{ "private_key": "secret" }\n',
  'lib/http/certificate.pem': 'secret\n',
  'lib/terraform.tfstate': '{}\n',
  'lib/note.md': 'secret\n',
  'lib/node_modules/commander/index.js': 'throw new Error("tampered")\n',
  'lib/node_modules/commander/index.ts': 'throw new Error("tampered")\n',
  'node_modules/commander/index.js': 'throw new Error("tampered")\n',
  'test/note.txt': 'secret\n',
};

describe('what the Dockerfile builds', () => {
  let folder = '';
  let context: readonly string[] = [];
  const app = (): string => path.join(folder, 'app');

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'image-updater-image-'));
    await chmod(folder, 0o755);
    const build = path.join(folder, 'build');
    await mkdir(build);
    const dirty = path.join(folder, 'dirty');
    for (const file of await filesOfProject()) await copyFile(path.join(ROOT, file), path.join(dirty, file));
    for (const [file, text] of Object.entries(DIRT)) await writeInto(path.join(dirty, file), text);
    const dockerignore = await readFile(path.join(dirty, '.dockerignore'), 'utf8');
    context = admittedFiles(dockerignore, await filesBelow(dirty));
    const second = steps.findLastIndex(({ instruction }) => instruction === 'FROM');
    await follow(steps.slice(0, second), (source) => filesUnder(dirty, context, source), build);
    await mkdir(app());
    const built = await filesBelow(build);
    const fromBuild = (source: string) => filesUnder(build, built, path.relative('/build', source));
    await follow(steps.slice(second), fromBuild, app());
    await writeFile(
      path.join(app(), 'config.yaml'),
      "clusters: [{ name: here, server: 'http://127.0.0.1:1' }]\n",
    );
    await runProgram('chmod', ['-R', 'a-w,a+rX', app()], { cwd: folder });
  });
  after(async () => {
    await runProgram('chmod', ['-R', 'u+w', folder], { cwd: '/' });
    await rm(folder, { recursive: true, force: true });
  });

  it('has nothing of what lies around in the folder', () =>
    assert.deepEqual(
      Object.keys(DIRT).filter((file) => context.includes(file)),
      [],
    ));

  it('has all that its steps copy by name, and no test', () => {
    assert.ok(
      ['package.json', 'package-lock.json', '.npmrc', 'infra/node/package.json'].every((file) =>
        context.includes(file),
      ),
    );
    assert.deepEqual(
      context.filter((file) => !/^(?:functions|lib|infra\/(?:build|node))\/|^[^/]+$/.test(file)),
      [],
    );
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

/** A file, and where it is below what is copied: undefined where it is that itself. */
interface Copied {
  readonly file: string;
  readonly below: string | undefined;
}

/** Runs COPY and RUN of a stage in a folder, one after another, so that a step has only what is copied before it. */
async function follow(
  stage: readonly Step[],
  found: (source: string) => readonly Copied[],
  folder: string,
): Promise<void> {
  for (const { instruction, rest } of stage) {
    const words = rest.split(' ').filter((word) => !word.startsWith('--from='));
    if (instruction === 'COPY')
      for (const source of words.slice(0, -1)) {
        const files = found(source);
        assert.ok(files.length > 0, `COPY ${source} finds nothing`);
        for (const { file, below = path.basename(file) } of files)
          await linkFile(file, path.join(folder, words.at(-1) ?? '', below));
      }
    if (instruction !== 'RUN') continue;
    const { code, stderr } = await runProgram('sh', ['-c', rest], { cwd: folder });
    assert.equal(code, 0, `${rest}: ${stderr}`);
  }
}

/** What COPY takes from a folder that has these files. */
function filesUnder(folder: string, files: readonly string[], source: string): readonly Copied[] {
  const start = source === '.' ? '' : `${source}/`;
  return files
    .filter((file) => file === source || file.startsWith(start))
    .map((file) => ({
      file: path.join(folder, file),
      below: file === source ? undefined : file.slice(start.length),
    }));
}

/** Those that git keeps or would keep, as paths from the root. */
async function filesOfProject(): Promise<readonly string[]> {
  const { code, stdout, stderr } = await runProgram(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: ROOT },
  );
  assert.equal(code, 0, stderr);
  return stdout.split('\0').filter((file) => file !== '' && existsSync(path.join(ROOT, file)));
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

async function copyFile(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  await cp(from, to);
}

/** A copy that takes no time, of a file that nobody changes afterwards. */
async function linkFile(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  await rm(to, { force: true });
  await link(from, to);
}

async function writeInto(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
