/** What Cloud Build does with the archive, done here: unpacked, installed, bundled, pruned, started, and sent events. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../../../../lib/sandbox/start-sandbox.ts';
import { archiveWith, zippedSize, type Archive } from '../../../support/function-archive.ts';
import { deployments, IMAGES, UNUSED } from '../../../support/measured-deployments.ts';
import { sendPush } from '../../../support/send-push.ts';
import { interleaved, medians, pick } from '../../../support/paired-runs.ts';
import { ROOT } from '../../../support/project-root.ts';
import { withFramework } from './framework.ts';
import { runProgram } from '../../../support/run-program.ts';

const MAX_ZIPPED = 480 * 1024;
const START_AIM_MS = 60;
const PAIRS = 7;
const WORKLOADS = 5_000;
/** Where it is the start that is measured, and not the scan. */
const FEW = 50;

/** The defaults of the module: `512Mi`. */
const [, MEMORY = ''] =
  /memory\s+= optional\(string, "(\d+)Mi"\)/.exec(
    await readFile(path.join(ROOT, 'infra/variables.tf'), 'utf8'),
  ) ?? [];

/** As the module names them. */
const TARGETS = [
  ...(await readFile(path.join(ROOT, 'infra/functions.tf'), 'utf8')).matchAll(
    /^ {4}(\w+)\s+= "\$\{var\.name\}-/gm,
  ),
].map(([, name = '']) => name);

const get = async (url: string): Promise<number> => (await fetch(url)).status;
const push = async (url: string): Promise<number> => {
  await sendPush(url, UNUSED);
  return 204;
};

describe('the package that is deployed', () => {
  let sandbox: Sandbox;
  let small: Sandbox;
  let folder = '';
  let archive: Archive = new Map();
  const memory = Number(MEMORY);

  before(async () => {
    sandbox = await startSandbox({ objects: deployments(WORKLOADS, 'some') });
    small = await startSandbox({ objects: deployments(FEW, 'some') });
    archive = archiveWith({ mode: 'observe', clusters: [{ name: 'test', server: sandbox.url }] });
    folder = await mkdtemp(path.join(tmpdir(), 'image-updater-package-'));
    for (const [name, content] of archive) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), content);
    }
  });
  after(async () => {
    await sandbox.close();
    await small.close();
    await rm(folder, { recursive: true });
  });

  it('holds sources, its own package and the configuration, and nothing else', () => {
    const others = [...archive.keys()].filter((name) => !/^(?:functions|lib)\/.+\.(?:ts|json)$/.test(name));
    assert.deepEqual(others.toSorted(), [
      'configuration.json',
      'package-lock.json',
      'package.json',
      'rolldown.config.js',
    ]);
    assert.ok(archive.has('functions/index.ts') && archive.has('lib/pipeline/handle-event.ts'));
    assert.ok([...archive.keys()].every((name) => !/\.test\.|test\/|\.env|\.pem|tfstate/.test(name)));
    const locked = new TextDecoder().decode(archive.get('package-lock.json'));
    assert.doesNotMatch(locked, /pinned-node|"resolved"|mocha|sinon/);
  });

  it('is small', () => {
    const size = zippedSize(archive);
    process.stdout.write(
      `    ${archive.size} files, ${(size / 1024).toFixed(0)} KB zipped (at most ${MAX_ZIPPED / 1024})\n`,
    );
    assert.ok(size <= MAX_ZIPPED);
  });

  it('is installed, bundled and pruned as Cloud Build does it', async () => {
    const steps: readonly (readonly string[])[] = [
      ['npm', 'ci', '--include=dev', '--no-audit', '--no-fund'],
      ['npm', 'run', 'gcp-build'],
      ['npm', 'prune', '--omit=dev', '--no-audit', '--no-fund'],
      [process.execPath, '--check', 'dist/functions/index.js'],
    ];
    for (const [program = '', ...args] of steps) {
      const { code, stdout, stderr } = await runProgram(program, args, { cwd: folder });
      assert.equal(code, 0, `${program} ${args.join(' ')}: ${stdout}${stderr}`);
    }
  });

  for (const target of TARGETS)
    it(`has the function ${target}, which starts`, async () => {
      const expected = target === 'updateImage' ? 404 : 405;
      await withFramework({ folder, target, memory, first: get, expected }, ({ startMs }) => {
        assert.ok(startMs > 0);
        return Promise.resolve();
      });
    });

  it('answers its first event soon', async () => {
    const bare = path.join(folder, 'bare');
    await mkdir(bare);
    await symlink(path.join(folder, 'node_modules'), path.join(bare, 'node_modules'));
    await writeFile(path.join(bare, 'package.json'), '{"type":"module","main":"index.js"}');
    await writeFile(
      path.join(bare, 'index.js'),
      "import { http } from '@google-cloud/functions-framework';\nhttp('imagePushed', (q, r) => void r.status(204).end());\n",
    );
    const configuration = 'few.json';
    for (const each of [folder, bare])
      await writeFile(
        path.join(each, configuration),
        JSON.stringify({ clusters: [{ name: 'few', server: small.url }] }),
      );
    const start = (from: string) => () =>
      withFramework(
        { folder: from, target: 'imagePushed', configuration, memory, first: push, expected: 204 },
        ({ startMs }) => Promise.resolve(startMs),
      );
    const pairs = pick(await interleaved(PAIRS, start(folder), start(bare)), (ms) => ms);
    const [ours, framework] = medians(pairs);
    process.stdout.write(
      `    start to first 204, ${FEW} workloads: ${(ours - framework).toFixed(0)} ms over the bare framework (aim ${START_AIM_MS}), ${(ours / framework).toFixed(2)} x\n`,
    );
    assert.equal(pairs.length, PAIRS);
  });

  it(`handles ${IMAGES.length} events at once within its memory`, async () => {
    await withFramework(
      { folder, target: 'imagePushed', memory, first: push, expected: 204 },
      async ({ url, peak }) => {
        await Promise.all(IMAGES.map((image) => sendPush(url, image)));
        const reached = peak();
        if (reached === undefined) process.stdout.write('    peak memory: not told by this system\n');
        else process.stdout.write(`    peak memory ${reached.toFixed(0)} MiB of ${memory}\n`);
        assert.ok((reached ?? 0) < memory);
      },
    );
  });
});
