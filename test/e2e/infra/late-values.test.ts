/** A hash that is known only after the apply, and secret, as that of a key which Terraform makes: other faults are found. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { moduleHead } from './module-head.ts';
import { complaintsIn, runsIn, type TestedRun } from './runs.ts';
import { workspaceFor } from './workspace.ts';

const ROOT_MODULE = `terraform {
  required_providers {
    google  = { source = "hashicorp/google" }
    archive = { source = "hashicorp/archive" }
  }
}

variable "mode" {
  type = string
}

variable "prefix" {
  type = string
}

resource "terraform_data" "key" {
  input = "key"
}

module "image_updater" {
  source     = "../.."
  project    = "my-project"
  region     = "europe-north1"
  registries = [{ project = "my-project", create_topic = true }]
  callback   = { public = true }

  configuration = {
    mode     = var.mode
    clusters = [{ gke = "projects/my-project/locations/-/clusters/-" }]
    callback = { keys = [{ name = "ci", sha256 = sensitive("\${var.prefix}\${sha256(terraform_data.key.id)}") }] }
  }
}
`;

/** Of the module's own tests, as far as they are not about one of its own resources. */
const MOCKS = moduleHead().slice(0, moduleHead().indexOf('\noverride_data'));

function run(name: string, command: string, mode: string, prefix = ''): string {
  return `run "${name}" {\n  command = ${command}\n  variables {\n    mode   = "${mode}"\n    prefix = "${prefix}"\n  }\n}\n`;
}

describe('a plan with a hash that is known later', () => {
  const runs = new Map<string, TestedRun>();
  before(async function () {
    const workspace = await workspaceFor(this);
    const folder = 'examples/late-values';
    const root = path.join(workspace.module, folder);
    await mkdir(path.join(root, 'tests'), { recursive: true });
    await writeFile(path.join(root, 'main.tf'), ROOT_MODULE);
    // A run that fails ends its file.
    const files: Readonly<Record<string, string>> = {
      right: run('plans', 'plan', 'observe') + run('applies', 'apply', 'observe'),
      mode: run('wrong_mode', 'plan', 'observ'),
      hash: run('wrong_hash', 'apply', 'observe', 'x'),
    };
    for (const [file, text] of Object.entries(files))
      await writeFile(path.join(root, `tests/${file}.tftest.hcl`), `${MOCKS}\n${text}`);
    await workspace.terraform(folder, 'init', '-backend=false', '-input=false');
    const { stdout } = await workspace.terraform(folder, 'test', '-json');
    for (const [name, each] of runsIn(stdout)) runs.set(name, each);
    assert.equal(runs.size, 4, complaintsIn(stdout));
  });

  it('is accepted, and applied', () =>
    assert.deepEqual(
      ['plans', 'applies'].map((name) => runs.get(name)?.status),
      ['pass', 'pass'],
    ));

  it('is refused for another fault, which it names', () => {
    const { status, complaints = '' } = runs.get('wrong_mode') ?? {};
    assert.notEqual(status, 'pass');
    assert.match(complaints, /configuration\.mode: expected "apply" or "observe", got "observ"/);
  });

  it('is refused when it is known and no hash, without showing it', () => {
    const { status, complaints = '' } = runs.get('wrong_hash') ?? {};
    assert.notEqual(status, 'pass');
    assert.match(
      complaints.replaceAll('\n', ' '),
      /keys\[0\]\.sha256: expected a text that matches \S+ got a sensitive value/,
    );
  });
});
