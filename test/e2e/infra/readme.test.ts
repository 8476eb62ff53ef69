/** The HCL of every page, as arguments of the module: Terraform reads each block as valid. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { codeBlocks, pages } from '../../support/pages.ts';
import { workspaceFor, type Workspace } from './workspace.ts';

const CLUSTERS = '{ gke = "projects/my-project/locations/-/clusters/-" }';
const HASH = '5203055be5651993848cb753a0eed4c53be9e4dcf43efb387dc4614b05663337';

describe('the HCL of a page', () => {
  let workspace: Workspace;
  before(async function () {
    workspace = await workspaceFor(this);
  });

  for (const [index, { page, line, text }] of pages()
    .flatMap((each) => codeBlocks(each, 'hcl'))
    .entries())
    it(`is valid: ${page}:${line}`, async () => {
      const folder = `examples/page-${index}`;
      const root = path.join(workspace.module, folder);
      await mkdir(root, { recursive: true });
      await writeFile(path.join(root, 'main.tf'), configuration(text));
      const init = await workspace.terraform(folder, 'init', '-backend=false', '-input=false');
      assert.equal(init.code, 0, init.stderr);
      const { code, stdout, stderr } = await workspace.terraform(folder, 'validate', '-no-color');
      assert.equal(code, 0, stdout + stderr);
    });
});

/** A whole configuration: arguments stand in a module, whose source is that of the work tree. */
function configuration(text: string): string {
  const filled = text.replaceAll('[…]', `[${CLUSTERS}]`).replaceAll('"…"', `"${HASH}"`);
  const required = [
    'project = "my-project"',
    'region = "europe-north1"',
    'registries = [{ project = "my-project" }]',
  ];
  if (!filled.startsWith('module')) {
    const missing = required.filter(
      (each) => !`\n${filled}`.includes(`\n${each.slice(0, each.indexOf('='))}`),
    );
    return `module "image_updater" {\n  source = "../.."\n${[...missing, filled].join('\n')}\n}\n`;
  }
  const local = filled.replace(/source = "git::[^"]+\/\/infra\?ref=[\w.]+"/, 'source = "../.."');
  assert.notEqual(local, filled, 'expected the source of the module, got another one');
  const more = [...required, `configuration = { clusters = [${CLUSTERS}] }`];
  return local.replace(/\}\s*$/, `${more.join('\n')}\n}\n`);
}
