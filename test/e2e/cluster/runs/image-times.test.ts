/** `managedFields` as a real API server keeps them: what stands for the applied label where there is none. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { policy } from '../../../support/builders.ts';
import { controlPlane, needKubectl } from '../../../support/control-plane/shared-control-plane.ts';
import { installRollouts } from '../rollouts.ts';
import { ctl, KINDS, kindOf, openTestNamespace, type TestNamespace } from './test-namespace.ts';
import { imageFor, message, repositoryOf, runUpdate, wordsOf } from './messages.ts';
import { currentImage, make } from './workloads.ts';

/** Longer than the second to which the API server tells times. */
const BEYOND_SECOND = 1100;

/** Resolves in another second, with a time between those of what was done before and is done after. */
async function between(): Promise<number> {
  await sleep(BEYOND_SECOND);
  const time = Date.now();
  await sleep(BEYOND_SECOND);
  return time;
}

describe('a container where nothing was applied yet, on the real server', () => {
  let testNamespace: TestNamespace;
  before(async function () {
    needKubectl(this);
    await installRollouts(controlPlane());
    testNamespace = await openTestNamespace('image-times');
  });
  after(() => testNamespace?.close());

  const anyTag = { policy: policy('any') };

  /** Changes a field of a workload, as another manager. */
  const patched = (kind: string, name: string, path: string, value: string) =>
    ctl(
      testNamespace,
      'patch',
      `${kindOf(kind).plural}.${kindOf(kind).group}`,
      name,
      '--type=json',
      '--field-manager=ci',
      `--patch=${JSON.stringify([{ op: 'add', path, value }])}`,
    );

  for (const { kind, podTemplate } of KINDS)
    it(`of a ${kind} keeps the image that another manager wrote after the push`, async () => {
      const name = `set-${kind.toLowerCase()}`;
      const repository = repositoryOf(name);
      await make(testNamespace, { kind, name, image: `${repository}:build-110` });
      const pushed = { ...message(repository, 1, 'build-120'), at: await between() };
      const image = `/${podTemplate.join('/')}/spec/containers/0/image`;
      await patched(kind, name, image, `${repository}:build-130`);
      assert.deepEqual(wordsOf(await runUpdate(testNamespace, pushed, anyTag)), ['NotNewer']);
      assert.equal(await currentImage(testNamespace, { kind, name }), `${repository}:build-130`);

      const next = { ...message(repository, 2, 'build-140'), at: await between() };
      assert.deepEqual(wordsOf(await runUpdate(testNamespace, next, anyTag)), ['updated']);
      assert.equal(await currentImage(testNamespace, { kind, name }), imageFor(next));
    });

  it('keeps the image volume that another manager wrote after the push, and no other', async () => {
    const name = 'volumes';
    const repository = repositoryOf(name);
    const volumes = ['models', 'rules'].map((volume) => ({
      name: volume,
      image: { reference: `${repository}:build-110` },
    }));
    await make(testNamespace, { name, image: 'nginx:1', pod: { volumes } });
    const pushed = { ...message(repository, 1, 'build-120'), at: await between() };
    const volume = '/spec/template/spec/volumes';
    await patched('Deployment', name, `${volume}/0/image/reference`, `${repository}:build-130`);
    await patched('Deployment', name, `${volume}/1/image/pullPolicy`, 'Always');
    const report = await runUpdate(testNamespace, pushed, anyTag);
    assert.deepEqual(
      report.updated.map(({ container }) => container),
      ['rules.volume'],
    );
    assert.deepEqual(wordsOf(report), ['updated', 'NotNewer']);
  });

  it('is updated by a push after which another manager wrote something else', async () => {
    const repository = repositoryOf('annotated');
    await make(testNamespace, { name: 'annotated', image: `${repository}:v1` });
    const pushed = { ...message(repository, 1), at: await between() };
    await ctl(testNamespace, 'annotate', 'deployment/annotated', 'example.com/note=x');
    await ctl(testNamespace, 'scale', 'deployment/annotated', '--replicas=0');
    assert.deepEqual(wordsOf(await runUpdate(testNamespace, pushed)), ['updated']);
  });

  it('keeps a version that was created after the push of a higher one', async () => {
    const repository = repositoryOf('again');
    const at = await between();
    await make(testNamespace, { name: 'again', image: `${repository}:1.4.0` });
    const pushed = { ...message(repository, 1, '1.5.0'), at };
    const byVersion = { policy: policy('semver:^1') };
    assert.deepEqual(wordsOf(await runUpdate(testNamespace, pushed, byVersion)), ['NotNewer']);
    const later = { ...message(repository, 2, '1.4.1'), at: await between() };
    assert.deepEqual(wordsOf(await runUpdate(testNamespace, later, byVersion)), ['updated']);
    assert.deepEqual(wordsOf(await runUpdate(testNamespace, pushed, byVersion)), ['NotNewer']);
  });

  it('does not count what the updater itself wrote, once its label was removed', async () => {
    const repository = repositoryOf('unmarked');
    await make(testNamespace, { name: 'unmarked', image: `${repository}:v1` });
    const first = { ...message(repository, 1), at: await between() };
    const second = { ...message(repository, 2), at: await between() };
    assert.deepEqual(wordsOf(await runUpdate(testNamespace, second)), ['updated']);
    await ctl(testNamespace, 'label', 'deployment/unmarked', 'app.image-updater/applied-');
    assert.deepEqual(wordsOf(await runUpdate(testNamespace, first, anyTag)), ['updated']);
  });
});
