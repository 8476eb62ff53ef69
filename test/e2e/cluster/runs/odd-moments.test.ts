import assert from 'node:assert/strict';
import type { Effect } from '../../../../lib/core/workload/kind.ts';
import { wantsRedelivery, type ClusterReport } from '../../../../lib/core/report/report.ts';
import { at, mapOr, type JsonMap } from '../../../../lib/sandbox/json.ts';
import { metaText } from '../../../../lib/sandbox/object.ts';
import { push } from '../../../support/builders.ts';
import { namespaceObject } from '../../../support/sandbox-workloads.ts';
import { ADMIN, UPDATER } from '../../../support/control-plane/control-plane.ts';
import {
  controlPlane,
  needControllers,
  needKubectl,
} from '../../../support/control-plane/shared-control-plane.ts';
import {
  create,
  ctl,
  testNamespaceAs,
  openTestNamespace,
  through,
  type TestNamespace,
} from './test-namespace.ts';
import { runUpdate, imageFor, message, repositoryOf, wordsOf, type Message } from './messages.ts';
import { eventually } from '../../../support/until.ts';
import {
  CONTROLLER_REVISIONS,
  imageIn,
  imageOf,
  JOBS,
  madeFor,
  make,
  readWorkload,
  objectAt,
  objectOf,
  pathOf,
  PODS,
  REPLICA_SETS,
  settled,
  statedNow,
  textsNow,
  type Made,
  type Named,
  type Offspring,
} from './workloads.ts';

const STAYS = { finalizers: ['example.com/stays'] };

describe('in an odd moment on the real server', () => {
  let testNamespace: TestNamespace;
  before(async function () {
    needControllers(this);
    needKubectl(this);
    testNamespace = await openTestNamespace('odd-moments');
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
      objects.map((object) => [metaText(object, 'name'), imageIn(template, object)] as const),
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

  describe('a push that brings nothing new', () => {
    // The API server counts a changed annotation of a Deployment as a new generation; its controller rolls nothing.
    for (const [kind, offspring, generations] of [
      ['Deployment', REPLICA_SETS, 1],
      ['StatefulSet', CONTROLLER_REVISIONS, 0],
      ['DaemonSet', CONTROLLER_REVISIONS, 0],
    ] as const) {
      it(`writes mark and record of a ${kind} and starts no rollout`, async () => {
        const sent = message(repositoryOf(`current-${kind.toLowerCase()}`), 2);
        const named = { kind, name: `current-${kind.toLowerCase()}` };
        const annotations = { 'image-updater/policy': 'same-tag' };
        await make(testNamespace, { ...named, image: imageFor(sent), metadata: { annotations } });
        await settled(testNamespace, named);
        const before = await readWorkload(testNamespace, named);
        const made = await madeFor(testNamespace, named, offspring);
        assert.deepEqual(wordsOf(await runUpdate(testNamespace, sent)), ['AlreadyCurrent']);

        const after = await readWorkload(testNamespace, named);
        const { labels, annotations: record } = await textsNow(testNamespace, named);
        assert.equal(labels['app.image-updater/applied'], `${sent.at}.1`);
        assert.ok(record['image-updater/updates']?.includes(imageFor(sent)));
        assert.notEqual(metaText(after, 'resourceVersion'), metaText(before, 'resourceVersion'));
        assert.equal(generationOf(after), generationOf(before) + generations);
        assert.deepEqual(after['spec'], before['spec']);
        assert.deepEqual(wordsOf(await runUpdate(testNamespace, message(sent.repository, 1))), ['NotNewer']);

        // What rolls next is the first rollout.
        await settled(testNamespace, named);
        assert.deepEqual(idsOf(await madeFor(testNamespace, named, offspring)), idsOf(made));
        const next = message(sent.repository, 3);
        assert.deepEqual(wordsOf(await runUpdate(testNamespace, next)), ['updated']);
        await eventually(
          'the rollout',
          async () => (await madeFor(testNamespace, named, offspring)).length > 1,
        );
        assert.equal((await madeFor(testNamespace, named, offspring)).length, made.length + 1);
      });
    }
  });

  it('a workload deleted between scan and patch is Gone, and nothing is redelivered for it', async () => {
    const { named, sent } = await placed({ name: 'short-lived' });
    const report = await runUpdate(
      beforePatches(testNamespace, () => remove(pathOf(testNamespace, named))),
      sent,
    );
    assert.deepEqual([wordsOf(report), redelivers(report)], [['Gone'], false]);
    assert.equal(await objectAt(pathOf(testNamespace, named)), undefined);
  });

  it('a workload deleted and made anew between scan and patch is updated', async () => {
    const { named, image, sent } = await placed({ name: 'made-anew' });
    const report = await runUpdate(
      beforePatches(testNamespace, async () => {
        await remove(pathOf(testNamespace, named));
        await make(testNamespace, { ...named, image });
      }),
      sent,
    );
    assert.deepEqual(wordsOf(report), ['updated']);
    assert.equal(await imageOf(testNamespace, named), imageFor(sent));
  });

  it('a workload that a finalizer keeps is BeingDeleted, and stays as it is', async () => {
    const { named, sent } = await placed({ name: 'kept', metadata: STAYS });
    await settled(testNamespace, named);
    await remove(pathOf(testNamespace, named));
    const before = await statedNow(testNamespace, named);
    const report = await runUpdate(testNamespace, sent);
    assert.deepEqual([wordsOf(report), redelivers(report)], [['BeingDeleted'], false]);
    assert.deepEqual(await statedNow(testNamespace, named), before);
  });

  it('what others make from templates is not touched, nor what can not be changed: Pod, Job, ReplicaSet', async () => {
    const sent = message(repositoryOf('untouched'), 1);
    const like = { name: 'untouched', image: `${sent.repository}:v1` };
    const { template, ...set } = mapOr(at(objectOf(testNamespace, like), ['spec']));
    const never = { ...mapOr(template), spec: { ...mapOr(at(template, ['spec'])), restartPolicy: 'Never' } };
    const metadata = { name: 'untouched' };
    const objects = [
      { ...REPLICA_SETS, kind: 'ReplicaSet', spec: { ...set, template: mapOr(template) } },
      { ...JOBS, kind: 'Job', spec: { template: never } },
      { ...PODS, kind: 'Pod', spec: never.spec },
    ] as const;
    for (const { api, plural, kind, spec } of objects) {
      const collection = `${api}/namespaces/${testNamespace.namespace}/${plural}`;
      await create(collection, { apiVersion: api.replace(/^\/apis?\//, ''), kind, metadata, spec });
    }
    const read = () =>
      Promise.all(
        objects.map(async ({ api, plural }) => {
          const object = await objectAt(`${api}/namespaces/${testNamespace.namespace}/${plural}/untouched`);
          return object?.['spec'];
        }),
      );
    const before = await read();
    assert.deepEqual(wordsOf(await runUpdate(testNamespace, sent)), []);
    assert.deepEqual(await read(), before);
  });

  describe('a namespace', () => {
    let ended: TestNamespace;
    before(async () => {
      // Ending one takes Kubernetes five seconds: both tests wait for the same ones.
      ended = await openTestNamespace('odd-moments-ended');
      await remove(`/api/v1/namespaces/${ended.namespace}`);
    });
    after(() => ended?.close());

    it('that ends between scan and patch: what is there still is patched, what is not is Gone', async () => {
      const namespace = 'odd-moments-ending';
      await create('/api/v1/namespaces', namespaceObject(namespace));
      const ending = testNamespaceAs(ADMIN, namespace);
      const sent = message(repositoryOf('ending'), 1);
      const image = `${sent.repository}:v1`;
      const [kept, plain] = [{ name: 'kept' }, { name: 'plain' }];
      await make(ending, { ...kept, image, metadata: STAYS });
      await make(ending, { ...plain, image });
      const report = await runUpdate(
        beforePatches(ending, async () => {
          await remove(`/api/v1/namespaces/${namespace}`);
          await eventually('the end', async () => (await objectAt(pathOf(ending, plain))) === undefined);
        }),
        sent,
      );
      assert.deepEqual([wordsOf(report), redelivers(report)], [['updated', 'Gone'], false]);
      assert.equal(await imageOf(ending, kept), imageFor(sent));

      const again = await runUpdate(ending, message(sent.repository, 2));
      assert.deepEqual([wordsOf(again), redelivers(again)], [['BeingDeleted'], false]);
      ending.close();
    });

    it('that has ended with the binding in it is Forbidden, until somebody takes it out of the configuration', async () => {
      await eventually('the end of the right', async () => {
        const path = `/apis/apps/v1/namespaces/${ended.namespace}/deployments`;
        return (await controlPlane().request(UPDATER, 'GET', path)).status === 403;
      });
      const report = await runUpdate(ended, message(repositoryOf('ended'), 1));
      assert.deepEqual(new Set(wordsOf(report)), new Set(['Forbidden']));
      assert.ok(report.faults.every(({ where }) => where.endsWith(` in ${ended.namespace}`)));
      assert.equal(redelivers(report), true);
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

interface Placed {
  readonly named: Named;
  readonly image: string;
  readonly sent: Message;
}

function generationOf(object: JsonMap): number {
  return Number(at(object, ['metadata', 'generation']));
}

function idsOf(objects: readonly JsonMap[]): readonly string[] {
  return objects.map((object) => metaText(object, 'uid'));
}

async function remove(path: string): Promise<void> {
  const { status, text } = await controlPlane().request(ADMIN, 'DELETE', path);
  assert.equal(status, 200, text);
}

/** Something happens once after the scan, before any patch is sent. */
function beforePatches(testNamespace: TestNamespace, happens: () => Promise<void>): TestNamespace {
  let happened: Promise<void> | undefined;
  return through(testNamespace, (transport) => ({
    json: async (request) => {
      if (request.method === 'PATCH') await (happened ??= happens());
      return transport.json(request);
    },
  }));
}

function effects({ updated }: ClusterReport): Effect[] {
  return updated.map(({ effect }) => effect);
}

function redelivers(report: ClusterReport): boolean {
  return wantsRedelivery({ push: push(), clusters: [report] });
}
