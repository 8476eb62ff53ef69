/** The script on a small repository of its own: one commit with faults, one without. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { environmentForGit } from './base-tree.ts';
import { proveFaults, type Proof } from './proof.ts';

const MODULES = path.resolve(import.meta.dirname, '../../node_modules');
const LOCK = '{"name":"sums","lockfileVersion":3,"requires":true,"packages":{"":{"name":"sums"}}}\n';
const PACKAGE = '{"name":"sums","type":"module"}\n';
const { signal } = new AbortController();

const SUM = "export const sum = (a, b) => a + b;\nsum.unit = () => 'ones';\n";
const TESTS = `import assert from 'node:assert/strict';
import { sum } from '../../lib/sum.js';
describe('a sum', () => {
  it('adds', () => assert.equal(sum(1, 2), 3));
  it('is a number', () => assert.equal(typeof sum(1, 2), 'number'));
  it('has a unit', () => assert.equal(sum.unit(), 'ones'));
  it('fails today', () => assert.equal(sum(1, 2), 4));
  it('compares what no JSON can hold', () => assert.deepEqual([BigInt(sum(1, 2))], [3n]));
});
`;
const NEEDS_NEW = `import assert from 'node:assert/strict';
import { difference } from '../../lib/difference.js';
describe('a difference', () => {
  it('subtracts', () => assert.equal(difference(2, 1), 1));
});
`;
const MAPS = {
  A1: ['a sum adds', 'a sum compares what no JSON can hold'],
  A2: ['a sum is a number', 'a sum has a unit', 'a sum fails today'],
  B1: ['a difference subtracts', 'a sum that nobody tests'],
};

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  const { stdout } = await promisify(execFile)('git', [...who, ...args], {
    cwd: folder,
    env: environmentForGit(),
  });
  return stdout.trim();
}

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}

/** Gives the commit with the faults; the present tree, which is not committed, has none. */
async function makeRepository(folder: string): Promise<string> {
  await git(folder, 'init', '--quiet');
  await write(folder, {
    '.gitignore': 'node_modules\n',
    'package.json': PACKAGE,
    'package-lock.json': LOCK,
    'lib/sum.js': 'export const sum = (a, b) => a - b;\n',
  });
  await git(folder, 'add', '.');
  await git(folder, 'commit', '--quiet', '--message', 'Faults');
  const base = await git(folder, 'rev-parse', 'HEAD');
  await symlink(MODULES, path.join(folder, 'node_modules'));
  await write(folder, {
    'lib/sum.js': SUM,
    'lib/difference.js': 'export const difference = (a, b) => a - b;\n',
    'test/faults/base.json': JSON.stringify({ issue: 7, base, lines: { A: 2, B: 2 } }),
    'test/faults/maps.json': JSON.stringify(MAPS),
    'test/faults/sum.test.ts': TESTS,
    'test/faults/difference.test.ts': NEEDS_NEW,
    'test/faults/8/base.json': JSON.stringify({ issue: 8, base: '1'.repeat(40), lines: { A: 1 } }),
    'test/faults/8/broken.test.ts': 'throw new Error("of another set");\n',
  });
  return base;
}

describe('the proof of faults', () => {
  let folder = '';
  let base = '';
  let proofs: readonly Proof[] = [];
  const steps: string[] = [];

  before(async function () {
    this.timeout(120_000);
    folder = await mkdtemp(path.join(tmpdir(), 'image-updater-proof-'));
    base = await makeRepository(folder);
    proofs = await proveFaults({ root: folder, issue: 7, progress: (line) => steps.push(line), signal });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('runs each title of each line on both commits', () => {
    assert.deepEqual(
      proofs.flatMap(({ rows }) =>
        rows.map(({ line, title, today, before }) => [line, title, today.state, before.state]),
      ),
      [
        ['A1', 'a sum adds', 'passes', 'fails by assertion'],
        ['A1', 'a sum compares what no JSON can hold', 'passes', 'fails by assertion'],
        ['A2', 'a sum is a number', 'passes', 'PASSES'],
        ['A2', 'a sum has a unit', 'passes', 'not proved'],
        ['A2', 'a sum fails today', 'fails', 'fails by assertion'],
        ['B1', 'a difference subtracts', 'passes', 'not proved'],
        ['B1', 'a sum that nobody tests', 'missing', 'not proved'],
      ],
    );
  });

  it('says which module was missing before', () => {
    const row = proofs[0]?.rows.find(({ title }) => title === 'a difference subtracts');
    assert.match(row?.before.detail ?? '', /ERR_MODULE_NOT_FOUND/);
  });

  it('says what it is doing: the checkout, and each file on both commits', () => {
    assert.equal(steps.length, 1 + 2 * 2);
  });

  it('names the issues that there are for another one', async () => {
    const other = proveFaults({ root: folder, issue: 9, progress: () => undefined, signal });
    await assert.rejects(other, /expected one of the issues 7, 8, got 9/);
  });

  it('says how to get a commit that is not in the clone', async () => {
    const missing = proveFaults({ root: folder, issue: 8, progress: () => undefined, signal });
    await assert.rejects(missing, /git fetch --unshallow/);
  });

  it('leaves no folder behind when it is interrupted', async () => {
    const temporary = path.join(folder, 'temporary');
    await mkdir(temporary);
    const interrupt = new AbortController();
    let there: readonly string[] = [];
    const progress = (line: string): void => {
      if (!line.startsWith('Run')) return;
      there = readdirSync(temporary);
      interrupt.abort();
    };
    const options = { root: folder, issue: 7, progress, signal: interrupt.signal, temporary };
    await assert.rejects(proveFaults(options), { name: 'AbortError' });
    assert.equal(there.length, 1);
    assert.deepEqual(readdirSync(temporary), []);
  });

  it('takes the tests from a commit where the set names one: the present ones may import new names', async () => {
    await git(folder, 'add', '.');
    await git(folder, 'commit', '--quiet', '--message', 'No faults');
    const tests = await git(folder, 'rev-parse', 'HEAD');
    await git(folder, 'mv', 'lib/sum.js', 'lib/total.js');
    await write(folder, {
      'test/faults/sum.test.ts': TESTS.replace('lib/sum.js', 'lib/total.js'),
      'test/faults/base.json': JSON.stringify({ issue: 7, base, lines: { A: 2, B: 2 }, tests }),
    });
    const [proof] = await proveFaults({ root: folder, issue: 7, progress: () => undefined, signal });
    assert.deepEqual(
      proof?.rows.slice(0, 2).map(({ today, before }) => [today.state, before.state]),
      [
        ['passes', 'fails by assertion'],
        ['passes', 'fails by assertion'],
      ],
    );
  }).timeout(60_000);
});

describe('two sets of faults in one folder', () => {
  it('have a base each, and the files that begin with the prefix of the second are its own', async function () {
    this.timeout(120_000);
    const folder = await mkdtemp(path.join(tmpdir(), 'image-updater-proof-'));
    try {
      const first = await makeRepository(folder);
      await rm(path.join(folder, 'test/faults/8'), { recursive: true });
      // The second base has no fault of the first issue, and one of its own.
      await write(folder, { 'lib/difference.js': 'export const difference = (a, b) => b - a;\n' });
      await git(folder, 'add', '.');
      await git(folder, 'commit', '--quiet', '--message', 'Other faults');
      const second = await git(folder, 'rev-parse', 'HEAD');
      await git(folder, 'mv', 'test/faults/difference.test.ts', 'test/faults/f2-difference.test.ts');
      await write(folder, {
        'lib/difference.js': 'export const difference = (a, b) => a - b;\n',
        'test/faults/maps.json': JSON.stringify({ A1: MAPS.A1 }),
        'test/faults/f2-base.json': JSON.stringify({ issue: 9, base: second, lines: { A: 1 } }),
        'test/faults/f2-maps.json': JSON.stringify({ A1: ['a difference subtracts'] }),
      });
      const both = await proveFaults({ root: folder, progress: () => undefined, signal });
      assert.deepEqual(
        both.map(({ set, rows }) => [set.issue, set.base, set.files, rows.map((row) => row.before.state)]),
        [
          [7, first, ['test/faults/sum.test.ts'], ['fails by assertion', 'fails by assertion']],
          [9, second, ['test/faults/f2-difference.test.ts'], ['fails by assertion']],
        ],
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('the modules of an earlier commit', () => {
  it('are installed where it locks other ones', async function () {
    this.timeout(120_000);
    const folder = await mkdtemp(path.join(tmpdir(), 'image-updater-proof-'));
    try {
      await makeRepository(folder);
      await write(folder, { 'package-lock.json': LOCK.replace('{"name"', '{"version":"2.0.0","name"') });
      const steps: string[] = [];
      const [proof] = await proveFaults({
        root: folder,
        issue: 7,
        progress: (line) => steps.push(line),
        signal,
      });
      assert.ok(steps.some((line) => line.includes('npm ci')));
      // That commit has no mocha.
      assert.ok(proof?.rows.every(({ before }) => before.state === 'not proved'));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
