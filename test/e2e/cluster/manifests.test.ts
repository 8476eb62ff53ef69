/** The manifests of `infra/kubernetes`, as a real API server takes them: nothing is stored (server-side dry run). */
import assert from 'node:assert/strict';
import path from 'node:path';
import { ADMIN } from '../../support/control-plane/control-plane.ts';
import { kubectl } from './kubectl.ts';
import { controlPlane, needKubectl } from '../../support/control-plane/shared-control-plane.ts';

const FILE = path.resolve(import.meta.dirname, '../../../infra/kubernetes/manifests.yaml');
const OBJECTS = ['namespace', 'serviceaccount', 'deployment.apps', 'service'].map(
  (kind) => `${kind}/image-updater`,
);

describe('the manifests of serve', () => {
  const asAdmin = (...parameters: readonly string[]) => kubectl(controlPlane(), ADMIN, parameters);

  before(async function () {
    this.timeout(30_000);
    needKubectl(this);
    // What has a namespace is looked at in one that is there, with its pod security.
    await asAdmin('create', 'namespace', 'image-updater');
    await asAdmin('label', 'namespace', 'image-updater', 'pod-security.kubernetes.io/warn=restricted');
  });
  after(async function () {
    this.timeout(30_000);
    await asAdmin('delete', 'namespace', 'image-updater', '--wait=false');
  });

  it('are taken, each of them, with no word of the strictest pod security', async function () {
    this.timeout(30_000);
    const { code, stdout, stderr } = await asAdmin(
      'apply',
      '--server-side',
      '--dry-run=server',
      '--validate=strict',
      '-f',
      FILE,
    );
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, /Warning/);
    for (const object of OBJECTS) assert.ok(stdout.includes(object), `${object} in ${stdout}`);
  });
});
