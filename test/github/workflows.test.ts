/** Workflows call scripts of the repository and nothing else; so anybody can run what they run. */
import assert from 'node:assert/strict';
import { accessSync, constants, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { ROOT } from '../support/project-root.ts';
import { scriptComplaints, scriptsIn, workflowComplaints } from './workflow-rules.ts';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const WORKFLOWS = globSync('.github/workflows/*', { cwd: ROOT }).toSorted();
const SCRIPTS = globSync('.ci/*', { cwd: ROOT }).toSorted();
const NPM_SCRIPTS: ReadonlySet<string> = new Set(Object.keys(packageJson.scripts));

describe('a workflow', () => {
  it('is there for changes and for nights', () =>
    assert.deepEqual(WORKFLOWS, ['.github/workflows/ci.yml', '.github/workflows/nightly.yml']));

  for (const file of WORKFLOWS)
    it(`has no rights, no secrets, and runs scripts of .ci alone: ${file}`, () =>
      assert.deepEqual(workflowComplaints(read(file)), []));

  it('runs each script of .ci, and none that is missing', () =>
    assert.deepEqual(WORKFLOWS.flatMap((file) => scriptsIn(read(file))).toSorted(), SCRIPTS));

  const ci = read('.github/workflows/ci.yml');
  for (const [what, change] of [
    ['a command of its own', (text: string) => text.replace('run: .ci/run', 'run: npm test')],
    ['a command beside a script', (text: string) => text.replace('run: .ci/run', 'run: .ci/run && ls')],
    ['an action of a branch', (text: string) => text.replace('checkout@v4', 'checkout@main')],
    ['a right to write', (text: string) => text.replace('contents: read', 'contents: write')],
    ['a right beside', (text: string) => text.replace('contents: read', 'contents: read\n  id-token: write')],
    ['all rights', (text: string) => text.replace(/^permissions:\n.*\n/m, '')],
    [
      'a right of a job',
      (text: string) => text.replace('    steps:', '    permissions: write-all\n    steps:'),
    ],
    ['the rights of its target', (text: string) => text.replace('pull_request:', 'pull_request_target:')],
    ['a secret', (text: string) => text.replace('cache: npm', 'token: ${{ secrets.TOKEN }}')],
    ['a runner that changes', (text: string) => text.replace('ubuntu-24.04', 'ubuntu-latest')],
    ['no end', (text: string) => text.replace(/ +timeout-minutes: .*\n/, '')],
  ] as const)
    it(`with ${what} is reported`, () => {
      assert.notEqual(change(ci), ci);
      assert.notDeepEqual(workflowComplaints(change(ci)), []);
    });

  it('may name an action by its commit hash', () =>
    assert.deepEqual(workflowComplaints(ci.replace('checkout@v4', `checkout@${'0a'.repeat(20)} # v4`)), []));
});

describe('a script of .ci', () => {
  for (const file of SCRIPTS) {
    it(`is commands of npm that the package has: ${file}`, () =>
      assert.deepEqual(scriptComplaints(read(file), NPM_SCRIPTS), []));

    it(`can be run: ${file}`, () => accessSync(path.join(ROOT, file), constants.X_OK));
  }

  for (const line of ['npm run gone', 'npx mocha', 'npm test || true', 'echo yes', 'npm run check; ls'])
    it(`with \`${line}\` is reported`, () =>
      assert.deepEqual(scriptComplaints(`set -euo pipefail\nnpm ci\n${line}\n`, NPM_SCRIPTS), [line]));
});
