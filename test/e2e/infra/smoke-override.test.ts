/** What `infra/smoke.sh` writes beside the minimal example, as Terraform validates it. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../../support/project-root.ts';
import { workspaceFor } from './workspace.ts';

const VALUES: Readonly<Record<string, string>> = {
  root: '../..',
  name: 'image-updater-smoke',
  region: 'europe-north1',
  project: 'my-project',
  location: 'europe-north1-a',
  cluster: 'prod',
};

describe('infra/smoke.sh', () => {
  it('deploys the minimal example with an override that Terraform validates', async function () {
    const workspace = await workspaceFor(this);
    const script = await readFile(path.join(ROOT, 'infra/smoke.sh'), 'utf8');
    const [, template = ''] = /smoke_override\.tf" <<END\n([\s\S]*?)^END$/m.exec(script) ?? [];
    assert.match(template, /mode\s+= "apply"/);
    const text = template
      .replace('"$root/infra"', '"../.."')
      .replaceAll(/\$(\w+)/g, (found, name: string) => VALUES[name] ?? found);
    assert.ok(!text.includes('$'), text);
    const folder = 'examples/minimal';
    const override = path.join(workspace.module, folder, 'smoke_override.tf');
    await writeFile(override, text);
    const init = await workspace.terraform(folder, 'init', '-backend=false', '-input=false');
    const { code, stdout } = await workspace.terraform(folder, 'validate', '-no-color');
    await rm(override);
    assert.equal(init.code, 0, init.stderr);
    assert.equal(code, 0, stdout);
  });
});
