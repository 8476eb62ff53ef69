/** The module and its examples: format, validity, and each run of `infra/tests`. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runsIn, complaintsIn, resourceCounts, type TestedRun } from './runs.ts';
import { ROOT } from '../../support/project-root.ts';
import { PROVIDER_VERSIONS } from './schema-provider.ts';
import { workspaceFor, type Workspace } from './workspace.ts';

const NAMED = globSync('infra/tests/*.tftest.hcl', { cwd: ROOT }).flatMap((file) =>
  [...readFileSync(path.join(ROOT, file), 'utf8').matchAll(/^run "(\w+)"/gm)].map(([, name = '']) => name),
);
const FOLDERS = ['.', ...globSync('examples/*', { cwd: path.join(ROOT, 'infra') })];

describe('the Terraform module', () => {
  let workspace: Workspace;
  before(async function () {
    workspace = await workspaceFor(this);
  });

  it('is formatted', async () => {
    const { code, stdout } = await workspace.terraform('.', 'fmt', '-check', '-recursive');
    assert.equal(code, 0, `run terraform fmt -recursive infra: ${stdout}`);
  });

  for (const folder of FOLDERS)
    it(`${folder === '.' ? 'itself' : folder} is valid`, async () => {
      const init = await workspace.terraform(folder, 'init', '-backend=false', '-input=false');
      assert.equal(init.code, 0, init.stderr);
      const { code, stdout } = await workspace.terraform(folder, 'validate', '-no-color');
      assert.equal(code, 0, stdout);
    });

  for (const folder of FOLDERS.slice(1))
    it(`${folder} pins Terraform and its providers, and has a README and what it puts out`, () => {
      const read = (file: string): string => readFileSync(path.join(ROOT, 'infra', folder, file), 'utf8');
      const versions = read('versions.tf');
      assert.match(versions, /required_version = ">= [\d.]+, < \d+"/);
      for (const [name, version] of Object.entries(PROVIDER_VERSIONS))
        assert.match(versions, new RegExp(`"hashicorp/${name}"\\s+version = "${version}"`));
      const outputs = [...read('outputs.tf').matchAll(/^output "(\w+)"/gm)].map(([, name = '']) => name);
      assert.ok(outputs.includes('runtime_account') && outputs.includes('cluster_side'));
      for (const name of outputs) assert.ok(read('README.md').includes(`\`${name}\``), name);
    });

  describe('installs', () => {
    let runs: ReadonlyMap<string, TestedRun>;
    before(async () => {
      await workspace.terraform('.', 'init', '-backend=false', '-input=false');
      const { stdout } = await workspace.terraform('.', 'test', '-json', '-verbose');
      runs = runsIn(stdout);
      assert.ok(runs.size > 0, complaintsIn(stdout));
      const counts = resourceCounts(stdout);
      assert.equal(counts.length, runs.size);
      const [least, most] = [Math.min(...counts), Math.max(...counts)];
      process.stdout.write(
        `      ${runs.size} runs of terraform test, each of ${least} to ${most} resources\n`,
      );
    });

    for (const name of NAMED)
      it(name.replaceAll('_', ' '), () => {
        const run = runs.get(name);
        assert.equal(run?.status, 'pass', run?.complaints);
      });
  });
});
