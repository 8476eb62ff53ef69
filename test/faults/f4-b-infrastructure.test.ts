/** The Terraform module, the image, the manifests and the smoke test: what a plan accepted, and what was missing. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadAll } from 'js-yaml';
import { valueAt } from '../../lib/core/text/json.ts';
import { ROOT } from '../support/project-root.ts';
import { runProgram, type Ran } from '../support/run-program.ts';

/** Empty where there is none. */
function text(file: string): string {
  return existsSync(path.join(ROOT, file)) ? readFileSync(path.join(ROOT, file), 'utf8') : '';
}

/** A block of the module, from its first line to the brace that ends it. */
function block(file: string, start: string): string {
  const all = text(file);
  const begin = all.indexOf(start);
  return begin < 0 ? '' : all.slice(begin, all.indexOf('\n}\n', begin));
}

/** Beside those that have to be there. */
interface Values {
  readonly configuration?: object;
  readonly registries?: readonly object[];
  readonly callback?: object;
  readonly delivery?: object;
  readonly size?: object;
}

/** Variables, validations and locals of the module, as far as they need no provider, in a folder of Terraform's own. */
describe('a plan of the module', function () {
  this.timeout(120_000);
  let root = '';
  const module = (): string => path.join(root, 'infra');
  const terraform = (...args: readonly string[]): Promise<Ran> =>
    runProgram('terraform', args, { cwd: module(), env: { CHECKPOINT_DISABLE: '1' } });

  before(async function () {
    if ((await runProgram('terraform', ['version'])).code !== 0) {
      process.stderr.write('    skipped: terraform is not on the PATH\n');
      this.skip();
    }
    root = await mkdtemp(path.join(tmpdir(), 'image-updater-plan-'));
    await mkdir(path.join(root, 'lib/config'), { recursive: true });
    await mkdir(module());
    for (const file of [
      'lib/config/config.schema.json',
      'infra/variables.tf',
      'infra/validation.tf',
      'infra/modules',
    ])
      if (existsSync(path.join(ROOT, file)))
        await cp(path.join(ROOT, file), path.join(root, file), { recursive: true });
    // The rest of this file is about resources.
    const [locals = ''] = text('infra/configuration.tf').split('  many_clusters =');
    await writeFile(path.join(module(), 'configuration.tf'), `${locals}}\n`);
    const { code, stderr } = await terraform('init', '-input=false', '-no-color');
    assert.equal(code, 0, stderr);
  });
  after(async () => {
    if (root !== '') await rm(root, { recursive: true });
  });

  async function plan({ configuration, ...others }: Values): Promise<Ran> {
    const clusters = [{ gke: 'projects/shop/locations/europe-north1/clusters/prod' }];
    const all = {
      project: 'platform',
      region: 'europe-north1',
      registries: [{ project: 'shop-images' }],
      ...others,
      configuration: { clusters, ...configuration },
    };
    await writeFile(path.join(module(), 'terraform.tfvars.json'), JSON.stringify(all));
    return terraform('plan', '-input=false', '-no-color');
  }

  const keys = [{ name: 'ci', sha256: 'nonsense' }];
  for (const [what, values] of [
    ['a key whose hash is none', { configuration: { callback: { keys } }, callback: { public: true } }],
    ['a mode that is none', { configuration: { mode: 'observ' } }],
    ['less than a processor for eight events at once', { size: { cpu: '0.5', concurrency: 8 } }],
    ['an ack deadline of ten seconds', { delivery: { ack_deadline_seconds: 10 } }],
    ['a registry in the project of a domain', { registries: [{ project: 'example.com:shop' }] }],
    [
      'emails that nobody lets in',
      { configuration: { callback: { emails: ['ci@shop.iam.gserviceaccount.com'] } } },
    ],
    ['negative limits', { configuration: { limits: { workloadsPerCluster: -1 } } }],
  ] as const)
    it(`refuses ${what}`, async () => {
      assert.equal((await plan({})).code, 0);
      const { code, stdout, stderr } = await plan(values);
      assert.equal(code, 1, stdout + stderr);
    });
});

describe('the Terraform module', () => {
  it('has topic and subscription of cluster tasks with one cluster too', () => {
    const [topics, subscriptions] = [
      block('infra/topics.tf', 'locals {'),
      block('infra/subscriptions.tf', 'locals {'),
    ];
    for (const each of [topics, subscriptions]) {
      assert.match(each, /clusters/);
      assert.doesNotMatch(each, /many_clusters/);
    }
  });

  it('enables the APIs that an empty project lacks before what needs them', () => {
    for (const api of ['iam', 'cloudresourcemanager', 'serviceusage'])
      assert.ok(text('infra/apis.tf').includes(`"${api}.googleapis.com"`), api);
    assert.match(block('infra/identities.tf', 'resource "google_service_account" "runtime"'), /depends_on/);
  });

  it('lets the build account write one repository and read named buckets', () => {
    const [file, start] = ['infra/identities.tf', 'resource "google_project_iam_member" "build'];
    const grants = text(file)
      .split(start)
      .slice(1)
      .map((each) => each.slice(0, each.indexOf('\n}\n')));
    assert.ok(grants.length > 0);
    for (const grant of grants) {
      assert.doesNotMatch(grant, /artifactregistry\.writer/);
      if (grant.includes('storage.objectViewer')) assert.match(grant, /condition \{/);
    }
  });

  it('encrypts with a key of the user what can be encrypted', () =>
    assert.match(block('infra/functions.tf', 'resource "google_cloudfunctions2_function"'), /kms_key_name/));

  it('has examples that pin versions, with README and outputs', () => {
    const folders = globSync('infra/examples/*', { cwd: ROOT });
    assert.ok(folders.length > 1);
    for (const folder of folders) {
      assert.match(
        globSync(`${folder}/*.tf`, { cwd: ROOT }).map(text).join('\n'),
        /version\s+= "\d+\.\d+\.\d+"/,
      );
      for (const file of ['README.md', 'outputs.tf']) assert.notEqual(text(`${folder}/${file}`), '', folder);
    }
  });
});

describe('the image of serve', () => {
  it('is built from named files, not from whatever lies around', () => {
    const rules = text('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    assert.equal(rules[0], '*');
    assert.ok(rules.includes('**/node_modules'));
  });

  it('takes its base images from arguments, which a script pins', () => {
    const bases = [...text('infra/kubernetes/Dockerfile').matchAll(/^FROM (\S+)/gm)].map(
      ([, name = '']) => name,
    );
    assert.equal(bases.length, 2);
    for (const base of bases) assert.match(base, /^\$\{\w+\}$/);
    assert.notEqual(text('infra/kubernetes/pin-base-images.sh'), '');
  });
});

describe('the manifests', () => {
  it('survive a drain, and bound what is asked', () => {
    const all = loadAll(text('infra/kubernetes/manifests.yaml'));
    const kinds = all.map((each) => valueAt(each, ['kind']));
    for (const kind of ['PodDisruptionBudget', 'NetworkPolicy']) assert.ok(kinds.includes(kind), kind);
    const deployment = all[kinds.indexOf('Deployment')];
    assert.ok(valueAt(deployment, ['spec', 'template', 'spec', 'topologySpreadConstraints']) !== undefined);
  });

  it('are there for subscribe too, with Workload Identity', () =>
    assert.match(text('infra/kubernetes/subscribe.yaml'), /iam\.gke\.io\/gcp-service-account/));

  it('are applied with the image-only policy', () =>
    assert.match(text('infra/kubernetes/README.md'), /image-only-policy\.yaml \| kubectl apply/));
});

describe('the smoke test on Google Cloud', () => {
  it('is there, and says how it is called', async () => {
    const { code, stderr } = await runProgram('bash', [path.join(ROOT, 'infra/smoke.sh')]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /--destroy PROJECT LOCATION CLUSTER/);
  });

  it('has a page that says what nobody has seen there', () =>
    assert.match(text('infra/README.md'), /^## Never verified on Google Cloud$/m));
});
