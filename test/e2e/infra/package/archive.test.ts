/** The archive as Terraform makes it of the whole tree. Other tests plan without the sources, and are faster for it. */
import assert from 'node:assert/strict';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { archiveWith } from '../../../support/function-archive.ts';
import { ROOT } from '../../../support/project-root.ts';
import { moduleHead } from '../module-head.ts';
import { complaintsIn, runsIn } from '../runs.ts';
import { workspaceFor } from '../workspace.ts';

describe('the archive of the functions', () => {
  it('has in Terraform the files that the tests of the package take', async function () {
    const workspace = await workspaceFor(this);
    const tree = path.join(workspace.module, '../whole');
    await mkdir(tree);
    for (const folder of ['functions', 'lib'])
      await cp(path.join(ROOT, folder), path.join(tree, folder), { recursive: true });
    await cp(workspace.module, path.join(tree, 'infra'), { recursive: true });
    const names = [...archiveWith({}).keys()].filter((name) => name !== 'configuration.json');
    const run = `run "whole" {
  command = plan
  assert {
    condition     = jsonencode(keys(local.sources)) == jsonencode(${JSON.stringify(names.toSorted())})
    error_message = "others: \${join(" ", setsubtract(keys(local.sources), ${JSON.stringify(names)}))}"
  }
}
`;
    await writeFile(path.join(tree, 'infra/tests/whole.tftest.hcl'), `${moduleHead()}\n${run}`);
    const terraform = (...args: readonly string[]) => workspace.terraform('../whole/infra', ...args);
    await terraform('init', '-backend=false', '-input=false');
    const { stdout } = await terraform('test', '-json', '-filter=tests/whole.tftest.hcl');
    await rm(tree, { recursive: true });
    const { status, complaints } = runsIn(stdout).get('whole') ?? {};
    assert.equal(status, 'pass', complaints ?? complaintsIn(stdout));
  });
});
