/** What the kubelet gives a pod, made by a real API server: its CA, and tokens of a real service account. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { openClusters } from '../../../lib/clusters/open-clusters.ts';
import { valueAt } from '../../../lib/core/text/json.ts';
import type { ClusterSource } from '../../../lib/kubernetes/cluster.ts';
import { updateClusters } from '../../../lib/pipeline/update-clusters.ts';
import { inFolder } from '../../support/temporary-folder.ts';
import { config } from '../../support/config-builders.ts';
import { digest, push, REPOSITORY } from '../../support/builders.ts';
import { deployment, namespaceObject } from '../../support/sandbox-workloads.ts';
import { ADMIN } from '../../support/control-plane/control-plane.ts';
import { controlPlane } from '../../support/control-plane/shared-control-plane.ts';
import { createObject, deploymentImage } from './objects.ts';

const NAMESPACE = 'in-cluster';
const ACCOUNT = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/updater`;
const CONFIG = config(`clusters: [{ inCluster: true, namespaces: { include: [${NAMESPACE}] } }]`);

/** Makes the service account and gives a token of it. */
async function newAccount(): Promise<string> {
  await createObject(controlPlane(), `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, {
    metadata: { name: 'updater' },
  });
  const made = await createObject(controlPlane(), `${ACCOUNT}/token`, { spec: { expirationSeconds: 3600 } });
  const token = valueAt(made, ['status', 'token']);
  return typeof token === 'string' ? token : assert.fail();
}

/** Deletes the account. The API server remembers for up to ten seconds whose token it has just accepted. */
async function revoke(token: string): Promise<void> {
  await controlPlane().request(ADMIN, 'DELETE', ACCOUNT);
  const headers = { authorization: `Bearer ${token}` };
  while ((await controlPlane().send(ADMIN, 'GET', '/apis', { headers })).status !== 401) await sleep(100);
}

/** Pushes bits, and says what became of the one workload. */
async function pushed(sources: readonly ClusterSource[], bits: number): Promise<string[]> {
  // Later than the workload was made.
  const event = push({ publishedAt: Date.now() + 60_000 * bits, digest: digest(bits) });
  const { clusters } = await updateClusters(
    event,
    { ...CONFIG, sources },
    { signal: new AbortController().signal },
  );
  return clusters.flatMap(({ updated, failed, faults }) => [
    ...updated.map(({ result }) => result),
    ...[...failed, ...faults].map(({ reason }) => reason),
  ]);
}

describe('a real API server around the pod', () => {
  before(async () => {
    await createObject(controlPlane(), '/api/v1/namespaces', namespaceObject(NAMESPACE));
    await createObject(
      controlPlane(),
      `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`,
      deployment(NAMESPACE, 'web', `${REPOSITORY}:v1`),
    );
    await createObject(
      controlPlane(),
      `/apis/rbac.authorization.k8s.io/v1/namespaces/${NAMESPACE}/rolebindings`,
      {
        metadata: { name: 'updater' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
        subjects: [{ kind: 'ServiceAccount', name: 'updater', namespace: NAMESPACE }],
      },
    );
  });

  it('has its Deployment patched with the token of the pod, and with the next one when that was refused', () =>
    inFolder(async (folder) => {
      const { url, ca } = controlPlane();
      const { hostname, port } = new URL(url);
      const environment = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
      const sources = openClusters(CONFIG.clusters, { environment, serviceAccountFolder: folder.path });
      assert.deepEqual(await pushed(sources, 1), ['NotInCluster']);

      const first = await newAccount();
      await folder.write('ca.crt', ca);
      await folder.write('token', first);
      assert.deepEqual(await pushed(sources, 1), ['updated']);
      assert.equal(await deploymentImage(controlPlane(), NAMESPACE), `${REPOSITORY}:v1@${digest(1)}`);

      await revoke(first);
      await folder.write('token', await newAccount());
      assert.deepEqual(await pushed(sources, 2), ['updated']);
      assert.equal(await deploymentImage(controlPlane(), NAMESPACE), `${REPOSITORY}:v1@${digest(2)}`);
      for (const source of sources) {
        const { clusters } = await source.find({ signal: new AbortController().signal });
        for (const { transport } of clusters) transport.close();
      }
    }));
});
