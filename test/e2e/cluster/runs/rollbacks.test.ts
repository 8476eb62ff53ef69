import assert from 'node:assert/strict';
import { memberAt, type JsonMap } from '../../../../lib/sandbox/json.ts';
import { openTransport } from '../../../../lib/kubernetes/client/transport.ts';
import { asObject } from '../../../../lib/sandbox/kubernetes-object.ts';
import { startSandbox } from '../../../../lib/sandbox/start-sandbox.ts';
import { digest } from '../../../support/builders.ts';
import { needControllers, needKubectl } from '../../../support/control-plane/shared-control-plane.ts';
import { ctl, kindOf, openTestNamespace, through, type TestNamespace } from './test-namespace.ts';
import { runUpdate, imageFor, message, replayOf, repositoryOf, wordsOf, type Message } from './messages.ts';
import {
  currentImage,
  make,
  objectOf,
  readWorkload,
  settled,
  statedNow,
  textsNow,
  type Named,
} from './workloads.ts';
import { podImage } from '../../../support/pod-image.ts';

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet'] as const;

/** How a workload follows pushes: its annotations, the image that it begins with, and the tags that are pushed. */
interface Following {
  readonly annotations: Readonly<Record<string, string>>;
  readonly first: string;
  readonly tags: readonly [string, string, string];
}

const FOLLOWED: Readonly<Record<string, Following>> = {
  'the default policy': { annotations: {}, first: 'v1', tags: ['v1', 'v1', 'v1'] },
  'same-tag as its annotation': {
    annotations: { 'image-updater/policy': 'same-tag' },
    first: 'v1',
    tags: ['v1', 'v1', 'v1'],
  },
  'semver as its annotation': {
    annotations: { 'app.image-updater/policy': 'semver:^1' },
    first: '1.0.0',
    tags: ['1.0.1', '1.0.2', '1.0.3'],
  },
};

/** Ways back: what kubectl is told, and the image that it leads to. */
interface Way {
  readonly parameters: (target: string, byHand: string) => readonly string[];
  readonly image: (first: string, second: string, byHand: string) => string;
}

const WAYS: Readonly<Record<string, Way>> = {
  'kubectl rollout undo': {
    parameters: (target) => ['rollout', 'undo', target],
    image: (_, second) => second,
  },
  'kubectl rollout undo --to-revision': {
    parameters: (target) => ['rollout', 'undo', target, '--to-revision=1'],
    image: (first) => first,
  },
  'kubectl set image': {
    parameters: (target, byHand) => ['set', 'image', target, `app=${byHand}`],
    image: (_first, _second, byHand) => byHand,
  },
};

describe('a rollback on the real server', () => {
  let testNamespace: TestNamespace;
  let count = 0;
  before(async function () {
    needControllers(this);
    needKubectl(this);
    testNamespace = await openTestNamespace('rollbacks');
  });
  after(() => testNamespace?.close());

  /** A workload that has got two pushes, each rolled by its controller. */
  async function pushedTwice(kind: string, { annotations, first, tags }: Following) {
    count += 1;
    const named: Named = { kind, name: `web-${count}` };
    const repository = repositoryOf(named.name);
    const pushes: readonly [Message, Message, Message] = [
      message(repository, 1, tags[0]),
      message(repository, 2, tags[1]),
      message(repository, 3, tags[2]),
    ];
    const spec: JsonMap = kind === 'DaemonSet' ? {} : { replicas: 0 };
    const image = `${repository}:${first}`;
    await make(testNamespace, { ...named, kind, image, metadata: { annotations }, spec });
    await settled(testNamespace, named);
    for (const sent of pushes.slice(0, 2)) {
      assert.deepEqual(wordsOf(await runUpdate(testNamespace, sent)), ['updated']);
      await settled(testNamespace, named);
    }
    return { named, image, pushes, target: `${kind}/${named.name}` };
  }

  for (const [policy, following] of Object.entries(FOLLOWED)) {
    for (const kind of KINDS) {
      for (const [way, { parameters, image: back }] of Object.entries(WAYS)) {
        it(`by ${way} of a ${kind} under ${policy} stays through redeliveries and replays, until the next push`, async () => {
          const { named, image, pushes, target } = await pushedTwice(kind, following);
          // Under the default policy any other digest would be a pin.
          const byDefault = Object.keys(following.annotations).length === 0;
          const byHand = byDefault ? imageFor(pushes[0]) : `${image}@${digest(9)}`;
          await ctl(testNamespace, ...parameters(target, byHand));
          assert.equal(await currentImage(testNamespace, named), back(image, imageFor(pushes[0]), byHand));

          const [older, newer, next] = pushes;
          const left = await statedNow(testNamespace, named);
          for (const sent of [newer, replayOf(newer), older, replayOf(older)]) {
            const report = await runUpdate(testNamespace, sent);
            assert.deepEqual([report.updated, report.failed, report.faults], [[], [], []]);
          }
          assert.deepEqual(await statedNow(testNamespace, named), left);

          assert.deepEqual(wordsOf(await runUpdate(testNamespace, next)), ['updated']);
          assert.equal(await currentImage(testNamespace, named), imageFor(next));
          // The rollback is over: what was rolled back stays so, and what was pushed since is followed.
          const after = await statedNow(testNamespace, named);
          for (const sent of [newer, replayOf(next)]) await runUpdate(testNamespace, sent);
          assert.deepEqual(await statedNow(testNamespace, named), after);
        });
      }
    }
  }

  const plain: Following = { annotations: {}, first: 'v1', tags: ['v1', 'v1', 'v1'] };

  for (const kind of KINDS) {
    it(`of a ${kind} to a digest that no record names is a pin: the default policy leaves it, newer pushes or not`, async () => {
      const { named, image, pushes, target } = await pushedTwice(kind, plain);
      await ctl(testNamespace, 'set', 'image', target, `app=${image}@${digest(9)}`);
      const left = await statedNow(testNamespace, named);
      assert.deepEqual(wordsOf(await runUpdate(testNamespace, pushes[2])), ['PinnedByHand']);
      assert.deepEqual(await statedNow(testNamespace, named), left);
      await ctl(testNamespace, 'set', 'image', target, `app=${image}`);
      assert.deepEqual(wordsOf(await runUpdate(testNamespace, pushes[2])), ['updated']);
    });
  }

  it('puts back the annotations of a Deployment, and leaves its labels', async () => {
    const { named, pushes, target } = await pushedTwice('Deployment', plain);
    const before = await textsNow(testNamespace, named);
    await ctl(testNamespace, 'rollout', 'undo', target);
    const after = await textsNow(testNamespace, named);
    assert.deepEqual(after.labels, before.labels);
    assert.ok(after.annotations['image-updater/updates']?.includes(`"to":"${imageFor(pushes[0])}"`));
  });

  for (const kind of ['StatefulSet', 'DaemonSet']) {
    it(`leaves the annotations and labels of a ${kind}`, async () => {
      const { named, target } = await pushedTwice(kind, plain);
      const before = await textsNow(testNamespace, named);
      await ctl(testNamespace, 'rollout', 'undo', target);
      assert.deepEqual(await textsNow(testNamespace, named), before);
    });
  }

  for (const kind of KINDS) {
    it(`of a ${kind} that is rolled back itself is over: the same push is known to run`, async () => {
      const { named, pushes, target } = await pushedTwice(kind, plain);
      await ctl(testNamespace, 'rollout', 'undo', target);
      await settled(testNamespace, named);
      await ctl(testNamespace, 'rollout', 'undo', target);
      assert.equal(await currentImage(testNamespace, named), imageFor(pushes[1]));
      const back = await statedNow(testNamespace, named);
      assert.deepEqual(wordsOf(await runUpdate(testNamespace, pushes[1])), ['alreadyApplied']);
      assert.deepEqual(await statedNow(testNamespace, named), back);
    });
  }

  for (const kind of KINDS) {
    for (const revision of [undefined, 1]) {
      const way = revision === undefined ? 'undo' : `undo --to-revision=${revision}`;
      it(`by ${way} of a ${kind} leaves in the sandbox what it leaves on the real server`, async () => {
        const { named, pushes, target, image } = await pushedTwice(kind, plain);
        // The record tells when its workload was created.
        const created = memberAt(await readWorkload(testNamespace, named), ['metadata', 'creationTimestamp']);
        const metadata = { creationTimestamp: created ?? null };
        const object = asObject(
          { apiVersion: 'apps/v1', kind },
          objectOf(testNamespace, { ...named, image, metadata }),
        );
        const sandbox = await startSandbox({ objects: [object] });
        const transport = openTransport({ server: new URL(sandbox.url) });
        try {
          const there = through(testNamespace, () => transport);
          for (const sent of pushes.slice(0, 2))
            assert.deepEqual(wordsOf(await runUpdate(there, sent)), ['updated']);
          assert.ok(sandbox.undoRollout(kind, testNamespace.namespace, named.name, revision));
          await ctl(testNamespace, ...`rollout ${way}`.split(' '), target);

          const left = sandbox.get(kind, testNamespace.namespace, named.name);
          const { labels, annotations } = await statedNow(testNamespace, named);
          assert.deepEqual(
            [memberAt(left, ['metadata', 'labels']), memberAt(left, ['metadata', 'annotations']) ?? {}],
            [labels, annotations],
          );
          assert.equal(podImage(left, kindOf(kind).podTemplate), await currentImage(testNamespace, named));
        } finally {
          transport.close();
          await sandbox.close();
        }
      });
    }
  }
});
