import assert from 'node:assert/strict';
import type { Effect } from '../../../../lib/core/workload/effect.ts';
import type { ClusterReport } from '../../../../lib/core/report/report.ts';
import { metaText } from '../../../../lib/sandbox/kubernetes-object.ts';
import { ADMIN } from '../../../support/control-plane/control-plane.ts';
import {
  controlPlane,
  needControllers,
  needKubectl,
} from '../../../support/control-plane/shared-control-plane.ts';
import { create, ctl, openTestNamespace, type TestNamespace } from './test-namespace.ts';
import { imageFor, message, repositoryOf, runUpdate } from './messages.ts';
import { eventually } from '../../../support/until.ts';
import {
  JOBS,
  madeFor,
  make,
  pathOf,
  PODS,
  REPLICA_SETS,
  settled,
  type Made,
  type Named,
  type Offspring,
} from './workloads.ts';
import { podImage } from '../../../support/pod-image.ts';
import type { Placed } from './odd-objects.ts';

describe('in an odd moment on the real server', () => {
  let testNamespace: TestNamespace;
  before(async function () {
    needControllers(this);
    needKubectl(this);
    testNamespace = await openTestNamespace('odd-moments-effects');
  });
  after(() => testNamespace?.close());

  /** Makes a workload of a repository of its own, and gives the push that is for it. */
  async function placed(made: Omit<Made, 'image'>): Promise<Placed> {
    const sent = message(repositoryOf(made.name), 1);
    const image = `${sent.repository}:v1`;
    await make(testNamespace, { ...made, image });
    return { named: made, image, sent };
  }

  /** The images of what controllers made for a workload, by name. */
  async function imagesFor(named: Named, offspring: Offspring): Promise<Record<string, string>> {
    const template = offspring === PODS ? [] : ['spec', 'template'];
    const objects = await madeFor(testNamespace, named, offspring);
    return Object.fromEntries(
      objects.map((object) => [metaText(object, 'name'), podImage(object, template)] as const),
    );
  }

  /** Resolves once these images, and no others, are there. */
  function untilImages(named: Named, offspring: Offspring, images: readonly string[]): Promise<void> {
    return eventually(`${images.join()} for ${named.name}`, async () => {
      const found = Object.values(await imagesFor(named, offspring));
      return found.toSorted().join() === images.toSorted().join();
    });
  }

  describe('what is patched takes effect', () => {
    it('of a paused Deployment, when it is resumed', async () => {
      const { named, image, sent } = await placed({ name: 'paused', spec: { replicas: 0 } });
      await untilImages(named, REPLICA_SETS, [image]);
      await ctl(testNamespace, 'rollout', 'pause', 'deployment/paused');
      assert.deepEqual(effects(await runUpdate(testNamespace, sent)), ['paused']);
      await settled(testNamespace, named);
      assert.deepEqual(Object.values(await imagesFor(named, REPLICA_SETS)), [image]);
      await ctl(testNamespace, 'rollout', 'resume', 'deployment/paused');
      await untilImages(named, REPLICA_SETS, [image, imageFor(sent)]);
    });

    it('of a Deployment scaled to zero, at once, with the first pods that it gets', async () => {
      const { named, image, sent } = await placed({ name: 'asleep', spec: { replicas: 0 } });
      await settled(testNamespace, named);
      assert.deepEqual(effects(await runUpdate(testNamespace, sent)), ['now']);
      await untilImages(named, REPLICA_SETS, [image, imageFor(sent)]);
      await ctl(testNamespace, 'scale', 'deployment/asleep', '--replicas=1');
      await untilImages(named, PODS, [imageFor(sent)]);
    });

    it('of a StatefulSet under OnDelete, when its pods are deleted', async () => {
      const kind = 'StatefulSet';
      const spec = { replicas: 1, updateStrategy: { type: 'OnDelete' } };
      const { named, image, sent } = await placed({ kind, name: 'on-delete', spec });
      await untilImages(named, PODS, [image]);
      assert.deepEqual(effects(await runUpdate(testNamespace, sent)), ['onDelete']);
      await settled(testNamespace, named);
      assert.deepEqual(await imagesFor(named, PODS), { 'on-delete-0': image });
      await ctl(testNamespace, 'delete', 'pod', 'on-delete-0', '--wait=false');
      await untilImages(named, PODS, [imageFor(sent)]);
    });

    it('of a partitioned StatefulSet, for the ordinals from the partition on', async () => {
      const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 1 } };
      const spec = { replicas: 2, podManagementPolicy: 'Parallel', updateStrategy };
      const { named, image, sent } = await placed({ kind: 'StatefulSet', name: 'parted', spec });
      await untilImages(named, PODS, [image, image]);
      assert.deepEqual(effects(await runUpdate(testNamespace, sent)), ['partition']);
      await untilImages(named, PODS, [image, imageFor(sent)]);
      assert.deepEqual(await imagesFor(named, PODS), { 'parted-0': image, 'parted-1': imageFor(sent) });
    });

    it('of a CronJob, with its next job; the job of before is left alone', async () => {
      const { named, image, sent } = await placed({ kind: 'CronJob', name: 'nightly' });
      await ctl(testNamespace, 'create', 'job', 'nightly-before', '--from=cronjob/nightly');
      assert.deepEqual(effects(await runUpdate(testNamespace, sent)), ['nextRun']);
      await missRun(named);
      await untilImages(named, JOBS, [image, imageFor(sent)]);
      assert.equal((await imagesFor(named, JOBS))['nightly-before'], image);
    });

    it('of a suspended CronJob, with the first job after it is resumed', async () => {
      const { named, sent } = await placed({ kind: 'CronJob', name: 'resting', spec: { suspend: true } });
      await missRun(named);
      assert.deepEqual(effects(await runUpdate(testNamespace, sent)), ['suspended']);
      assert.deepEqual(await imagesFor(named, JOBS), {});
      await ctl(testNamespace, 'patch', 'cronjob', 'resting', '--patch={"spec":{"suspend":false}}');
      await untilImages(named, JOBS, [imageFor(sent)]);
    });

    describe('of a DaemonSet', () => {
      const node = '/api/v1/nodes/odd-moments';
      const pod = {
        nodeSelector: { place: 'odd-moments' },
        tolerations: [{ key: 'odd-moments', operator: 'Exists' }],
      };
      before(async () => {
        // Nobody else's pods may come here.
        const spec = { taints: [{ key: 'odd-moments', effect: 'NoSchedule' }] };
        const metadata = { name: 'odd-moments', labels: { place: 'odd-moments' } };
        await create('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata, spec });
      });
      after(async () => {
        await controlPlane().request(ADMIN, 'DELETE', node);
      });

      it('at once', async () => {
        const { named, image, sent } = await placed({ kind: 'DaemonSet', name: 'rolling', pod });
        await untilImages(named, PODS, [image]);
        assert.deepEqual(effects(await runUpdate(testNamespace, sent)), ['now']);
        await untilImages(named, PODS, [imageFor(sent)]);
      });

      it('under OnDelete, when its pods are deleted', async () => {
        const spec = { updateStrategy: { type: 'OnDelete' } };
        const made = { kind: 'DaemonSet', name: 'waiting', spec, pod };
        const { named, image, sent } = await placed(made);
        await untilImages(named, PODS, [image]);
        assert.deepEqual(effects(await runUpdate(testNamespace, sent)), ['onDelete']);
        await settled(testNamespace, named);
        assert.deepEqual(Object.values(await imagesFor(named, PODS)), [image]);
        await ctl(testNamespace, 'delete', 'pod', '--selector=app=DaemonSet-waiting', '--wait=false');
        await untilImages(named, PODS, [imageFor(sent)]);
      });
    });
  });

  /** Lets a CronJob find that it should have run long ago, so that it runs as soon as it may. */
  async function missRun(named: Named): Promise<void> {
    const change = [{ op: 'add', path: '/status/lastScheduleTime', value: '2020-01-01T00:00:00Z' }];
    const path = `${pathOf(testNamespace, { ...named, kind: 'CronJob' })}/status`;
    const { status, text } = await controlPlane().request(ADMIN, 'PATCH', path, change);
    assert.equal(status, 200, text);
  }
});

function effects({ updated }: ClusterReport): Effect[] {
  return updated.map(({ effect }) => effect);
}
