/** The manifests of `infra/kubernetes`, as a real API server takes them: nothing is stored (server-side dry run). */
import assert from 'node:assert/strict';
import path from 'node:path';
import { ADMIN } from '../../support/control-plane/control-plane.ts';
import { kubectl } from './kubectl.ts';
import { controlPlane, needKubectl } from '../../support/control-plane/shared-control-plane.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../infra/kubernetes');
const KINDS = [
  'namespace',
  'serviceaccount',
  'deployment.apps',
  'poddisruptionbudget.policy',
  'networkpolicy.networking.k8s.io',
];
const FILES: Readonly<Record<string, readonly string[]>> = {
  'manifests.yaml': [...KINDS, 'service'],
  'subscribe.yaml': KINDS,
};

describe('the manifests of serve and subscribe', () => {
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

  for (const [file, kinds] of Object.entries(FILES))
    it(`${file} is taken, each object of it, with no word of the strictest pod security`, async function () {
      this.timeout(30_000);
      const { code, stdout, stderr } = await asAdmin(
        'apply',
        '--server-side',
        '--dry-run=server',
        '--validate=strict',
        '-f',
        path.join(FOLDER, file),
      );
      assert.equal(code, 0, stderr);
      assert.doesNotMatch(stderr, /Warning/);
      const taken = stdout.split('\n').flatMap((line) => line.match(/^\S+\/image-updater(?= )/) ?? []);
      assert.deepEqual(taken.toSorted(), kinds.map((kind) => `${kind}/image-updater`).toSorted());
    });
});
