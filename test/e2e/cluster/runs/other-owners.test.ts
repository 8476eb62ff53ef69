import assert from 'node:assert/strict';
import { readJson, type Json, type JsonMap } from '../../../../lib/sandbox/json.ts';
import { ADMIN } from '../../../support/control-plane/control-plane.ts';
import { kubectl } from '../kubectl.ts';
import { controlPlane, needKubectl } from '../../../support/control-plane/shared-control-plane.ts';
import { ctl, ctlOn, openTestNamespace, type TestNamespace } from './test-namespace.ts';
import { runUpdate, imageFor, message, OLDER, replayOf, repositoryOf, wordsOf } from './messages.ts';
import { currentImage, objectOf, statedNow, textsNow, type Made } from './workloads.ts';

const SERVER_SIDE = ['apply', '--server-side'];

describe('a manifest of another owner on the real server', () => {
  let testNamespace: TestNamespace;
  let count = 0;
  before(async function () {
    needKubectl(this);
    testNamespace = await openTestNamespace('other-owners');
  });
  after(() => testNamespace?.close());

  /** A Deployment that its owner applied and that a push updated since. */
  async function appliedAndUpdated(...apply: readonly string[]) {
    count += 1;
    const name = `web-${count}`;
    const repository = repositoryOf(name);
    const made: Made = { name, image: `${repository}:v1`, spec: { replicas: 0 } };
    const [first, next] = [message(repository, 1), message(repository, 2)];
    await ctlOn(testNamespace, objectOf(testNamespace, made), ...apply);
    assert.deepEqual(wordsOf(await runUpdate(testNamespace, first)), ['updated']);
    return { made, first, next };
  }

  /** What the owner put there stays through redeliveries, and gives way to the next push. */
  async function staysUntilNext({ made, first, next }: Awaited<ReturnType<typeof appliedAndUpdated>>) {
    const left = await statedNow(testNamespace, made);
    for (const sent of [first, replayOf(first)])
      assert.deepEqual(wordsOf(await runUpdate(testNamespace, sent)), [OLDER]);
    assert.deepEqual(await statedNow(testNamespace, made), left);
    assert.deepEqual(wordsOf(await runUpdate(testNamespace, next)), ['updated']);
    assert.equal(await currentImage(testNamespace, made), imageFor(next));
  }

  /** The updater's image is still there; a redelivery changes nothing, the next push is followed. */
  async function isFollowed({ made, first, next }: Awaited<ReturnType<typeof appliedAndUpdated>>) {
    assert.equal(await currentImage(testNamespace, made), imageFor(first));
    const left = await statedNow(testNamespace, made);
    assert.deepEqual(wordsOf(await runUpdate(testNamespace, replayOf(first))), ['alreadyApplied']);
    assert.deepEqual(await statedNow(testNamespace, made), left);
    assert.deepEqual(wordsOf(await runUpdate(testNamespace, next)), ['updated']);
    assert.equal(await currentImage(testNamespace, made), imageFor(next));
  }

  describe('applied by kubectl apply', () => {
    it('unchanged puts its image back, until the next push; mark and record stay', async () => {
      const applied = await appliedAndUpdated('apply');
      const { made } = applied;
      const before = await textsNow(testNamespace, made);
      await ctlOn(testNamespace, objectOf(testNamespace, made), 'apply');
      assert.equal(await currentImage(testNamespace, made), made.image);
      assert.deepEqual(await textsNow(testNamespace, made), before);
      await staysUntilNext(applied);
    });

    it('with another version is left at it, until the next push that its policy lets through', async () => {
      const applied = await appliedAndUpdated('apply');
      const { made, first } = applied;
      const image = `${first.repository}:v2`;
      await ctlOn(testNamespace, objectOf(testNamespace, { ...made, image }), 'apply');
      assert.deepEqual(wordsOf(await runUpdate(testNamespace, message(first.repository, 2))), ['OtherTag']);
      assert.equal(await currentImage(testNamespace, made), image);
      const next = message(first.repository, 3, 'v2');
      assert.deepEqual(wordsOf(await runUpdate(testNamespace, next)), ['updated']);
      assert.equal(await currentImage(testNamespace, made), imageFor(next));
    });

    it('with the image that the updater wrote is followed as before', async () => {
      const applied = await appliedAndUpdated('apply');
      const { made, first } = applied;
      await ctlOn(testNamespace, objectOf(testNamespace, { ...made, image: imageFor(first) }), 'apply');
      await isFollowed(applied);
    });
  });

  describe('applied by kubectl apply --server-side', () => {
    it('unchanged is a conflict over the image, with the image updater by name', async () => {
      const applied = await appliedAndUpdated(...SERVER_SIDE);
      const { made } = applied;
      const before = await statedNow(testNamespace, made);
      const { code, stderr } = await kubectl(
        controlPlane(),
        ADMIN,
        [...SERVER_SIDE, '--filename=-'],
        JSON.stringify(objectOf(testNamespace, made)),
      );
      assert.equal(code, 1);
      assert.match(stderr, /conflict with "image-updater"/);
      assert.match(stderr, /\.spec\.template\.spec\.containers\[name="app"\]\.image/);
      assert.deepEqual(await statedNow(testNamespace, made), before);
      await isFollowed(applied);
    });

    it('with --force-conflicts puts its image back, until the next push; mark and record stay', async () => {
      const applied = await appliedAndUpdated(...SERVER_SIDE);
      const { made } = applied;
      const before = await textsNow(testNamespace, made);
      await ctlOn(testNamespace, objectOf(testNamespace, made), ...SERVER_SIDE, '--force-conflicts');
      assert.equal(await currentImage(testNamespace, made), made.image);
      assert.deepEqual(await textsNow(testNamespace, made), before);
      await staysUntilNext(applied);
    });

    it("without the image leaves the updater's, and changes the rest", async () => {
      const applied = await appliedAndUpdated(...SERVER_SIDE);
      const manifest = objectOf(testNamespace, {
        ...applied.made,
        spec: { replicas: 0, minReadySeconds: 3 },
      });
      await ctlOn(testNamespace, withoutImage(manifest), ...SERVER_SIDE);
      const minReady = await ctl(
        testNamespace,
        'get',
        'deployment',
        applied.made.name,
        '--output=jsonpath={.spec.minReadySeconds}',
      );
      assert.equal(minReady, '3');
      await isFollowed(applied);
    });

    it('without the image, twice, with pushes between: no conflict ever', async () => {
      const applied = await appliedAndUpdated(...SERVER_SIDE);
      const manifest = withoutImage(objectOf(testNamespace, applied.made));
      await ctlOn(testNamespace, manifest, ...SERVER_SIDE);
      await isFollowed(applied);
      await ctlOn(testNamespace, manifest, ...SERVER_SIDE);
      assert.equal(await currentImage(testNamespace, applied.made), imageFor(applied.next));
    });

    it('with the image that the updater wrote is no conflict, and is followed as before', async () => {
      const applied = await appliedAndUpdated(...SERVER_SIDE);
      const { made, first } = applied;
      await ctlOn(
        testNamespace,
        objectOf(testNamespace, { ...made, image: imageFor(first) }),
        ...SERVER_SIDE,
      );
      await isFollowed(applied);
    });
  });

  describe('put in place of the object', () => {
    it('by kubectl replace takes mark and record away: only the creation is left to compare with', async () => {
      const applied = await appliedAndUpdated('create');
      const { made, first } = applied;
      await ctlOn(testNamespace, objectOf(testNamespace, made), 'replace');
      assert.deepEqual(await textsNow(testNamespace, made), { labels: {}, annotations: {} });
      assert.deepEqual(wordsOf(await runUpdate(testNamespace, { ...first, at: 0 })), ['NotNewer']);
      assert.deepEqual(wordsOf(await runUpdate(testNamespace, replayOf(first))), ['updated']);
      await isFollowed(applied);
    });
  });
});

/** The manifest of somebody who leaves the image to the image updater. */
function withoutImage(manifest: JsonMap): Json {
  return readJson(JSON.stringify(manifest, (key, value: unknown) => (key === 'image' ? undefined : value)));
}
