import assert from 'node:assert/strict';
import { memberAt, mapOr, type JsonMap } from '../../../../lib/sandbox/json.ts';
import { metaText } from '../../../../lib/sandbox/kubernetes-object.ts';
import { namespaceObject } from '../../../support/sandbox-workloads.ts';
import { ADMIN, UPDATER } from '../../../support/control-plane/control-plane.ts';
import {
  controlPlane,
  needControllers,
  needKubectl,
} from '../../../support/control-plane/shared-control-plane.ts';
import { create, testNamespaceAs, openTestNamespace, through, type TestNamespace } from './test-namespace.ts';
import { imageFor, message, OLDER, redelivers, repositoryOf, runUpdate, wordsOf } from './messages.ts';
import { eventually } from '../../../support/until.ts';
import {
  CONTROLLER_REVISIONS,
  currentImage,
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
} from './workloads.ts';
import type { Placed } from './odd-objects.ts';

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
        assert.deepEqual(wordsOf(await runUpdate(testNamespace, message(sent.repository, 1))), [OLDER]);

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

  it('a workload deleted and created again between scan and patch is updated', async () => {
    const { named, image, sent } = await placed({ name: 'made-anew' });
    const report = await runUpdate(
      beforePatches(testNamespace, async () => {
        await remove(pathOf(testNamespace, named));
        await make(testNamespace, { ...named, image });
      }),
      sent,
    );
    assert.deepEqual(wordsOf(report), ['updated']);
    assert.equal(await currentImage(testNamespace, named), imageFor(sent));
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
    const { template, ...set } = mapOr(memberAt(objectOf(testNamespace, like), ['spec']));
    const never = {
      ...mapOr(template),
      spec: { ...mapOr(memberAt(template, ['spec'])), restartPolicy: 'Never' },
    };
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
      assert.equal(await currentImage(ending, kept), imageFor(sent));

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
});

function generationOf(object: JsonMap): number {
  return Number(memberAt(object, ['metadata', 'generation']));
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
