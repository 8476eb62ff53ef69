import assert from 'node:assert/strict';
import type { Workload } from '../../../../lib/core/workload/workload.ts';
import { listWorkloads } from '../../../../lib/kubernetes/list/list-workloads.ts';
import type { Transport } from '../../../../lib/kubernetes/client/transport.ts';
import { isMap, mapOr } from '../../../../lib/sandbox/json.ts';
import { ADMIN } from '../../../support/control-plane/control-plane.ts';
import { installRollouts } from '../rollouts.ts';
import { SAMPLES } from '../sample-workloads.ts';
import { controlPlane } from '../../../support/control-plane/shared-control-plane.ts';
import { create, KINDS, kindOf, openTestNamespace, through, type TestNamespace } from './test-namespace.ts';
import { runUpdate, message, repositoryOf } from './messages.ts';
import { make } from './workloads.ts';

const REPOSITORY = repositoryOf('web');

describe('a scan of the real server', () => {
  let testNamespace: TestNamespace;
  before(async () => {
    await installRollouts(controlPlane());
    testNamespace = await openTestNamespace('readers');
    for (const { path, objects } of SAMPLES)
      for (const object of objects) {
        assert.ok(isMap(object));
        const metadata = { ...mapOr(object['metadata']), namespace: testNamespace.namespace };
        await create(path.replace('/default/', `/${testNamespace.namespace}/`), { ...object, metadata });
      }
    await make(testNamespace, { kind: 'Rollout', name: 'web', image: `${REPOSITORY}:v1` });
    const [deployments] = SAMPLES;
    assert.ok(deployments !== undefined);
    const deleting = `${deployments.path.replace('/default/', `/${testNamespace.namespace}/`)}/deleting`;
    assert.equal((await controlPlane().request(ADMIN, 'DELETE', deleting)).status, 200);
  });
  after(() => testNamespace?.close());

  it('asks once for each kind, and reads protobuf of those that are built in, JSON of the others', async () => {
    const types: [string, string][] = [];
    const watched = through(testNamespace, (transport) => ({
      stream: async (request) => {
        const received = await transport.stream(request);
        const plural = request.path.split('/').at(-1) ?? '';
        types.push([plural, received.headers['content-type'] ?? '']);
        return received;
      },
    }));
    const report = await runUpdate(watched, message(REPOSITORY, 1, 'v9'));
    assert.equal(report.scanned, 13);
    assert.deepEqual(
      new Map(types),
      new Map([
        ['deployments', 'application/vnd.kubernetes.protobuf'],
        ['statefulsets', 'application/vnd.kubernetes.protobuf'],
        ['daemonsets', 'application/vnd.kubernetes.protobuf'],
        ['cronjobs', 'application/vnd.kubernetes.protobuf'],
        ['rollouts', 'application/json'],
      ]),
    );
    assert.equal(types.length, KINDS.length);
  });

  for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob']) {
    it(`finds the same ${kind}s in protobuf as in JSON`, async () => {
      const { transport } = testNamespace.cluster;
      const inJson: Transport = {
        ...transport,
        stream: (request) => transport.stream({ ...request, accept: 'application/json' }),
      };
      const [ours, theirs] = [await workloads(transport, kind), await workloads(inJson, kind)];
      assert.ok(ours.length > 1);
      assert.deepEqual(ours, theirs);
    });
  }

  async function workloads(transport: Transport, kind: string): Promise<readonly Workload[]> {
    const { signal } = new AbortController();
    const { namespace } = testNamespace;
    const list = await listWorkloads(transport, kindOf(kind), { namespace, signal });
    assert.deepEqual([list.invalid, list.scanned], [0, list.workloads.length]);
    return list.workloads;
  }
});
