import assert from 'node:assert/strict';
import type { ContainerOutcome } from '../../lib/core/report/report.ts';
import { readContainerState } from '../../lib/core/workload/applied-state.ts';
import type { KubernetesObject } from '../../lib/sandbox/kubernetes-object.ts';
import { isList, mapOr, type Json } from '../../lib/sandbox/json.ts';
import type { Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { digest, REPOSITORY, rule, settings } from '../support/builders.ts';
import { images, now, patches } from '../support/on-sandbox.ts';
import { changedBy, patching, TO, words } from './patching.ts';

const BEFORE = `${REPOSITORY}:v1`;
const mirror = (image: string) => image.replace('europe-docker.pkg.dev', 'mirror.example.com');
const before = () => BEFORE;
const resolved = (image: string) => (image.includes('@') ? image : `${image}@${digest(1)}`);
const SIDES = ['app', 'side'].map((name) => ({ name, image: BEFORE }));

/** Admission that changes every image of the first so many patches. */
function admission(change: (image: string, name: string) => string, times = Infinity) {
  const mutate = (object: KubernetesObject): KubernetesObject => {
    const spec = mapOr(object['spec']);
    const template = mapOr(spec['template']);
    const pod = mapOr(template['spec']);
    const containers = isList(pod['containers']) ? pod['containers'] : [];
    const changed = containers.map((each): Json => {
      const { name, image } = mapOr(each);
      assert.ok(typeof name === 'string' && typeof image === 'string');
      return { ...mapOr(each), image: change(image, name) };
    });
    return { ...object, spec: { ...spec, template: { ...template, spec: { ...pod, containers: changed } } } };
  };
  return { fault: { type: 'mutation', change: mutate }, times } as const;
}

const details = (outcomes: readonly ContainerOutcome[]) =>
  outcomes.map((outcome) => ('detail' in outcome ? (outcome.detail ?? '') : '')).join('\n');

function status(sandbox: Sandbox, container = 'app'): string {
  return readContainerState(now(sandbox), container, images(sandbox)[container] ?? '').status;
}

describe('a patch of which admission makes another image', () => {
  it('is Rewritten, says what was expected and what runs, and is followed', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(admission(mirror));
      const outcomes = await patch();
      assert.deepEqual(words(outcomes), ['app Rewritten']);
      assert.ok(details(outcomes).includes(`expected the image ${TO}, got ${mirror(TO)}`));
      assert.deepEqual([images(sandbox), status(sandbox)], [{ app: mirror(TO) }, 'followed']);
      assert.equal(patches(sandbox).length, 2);
    }));

  it('is updated where the text alone is another one, and says the text that runs', () =>
    patching({ settings: settings({ pin: 'tag' }) }, async ({ sandbox, patch }) => {
      sandbox.fail(admission(resolved));
      const [outcome] = await patch();
      assert.ok(outcome?.result === 'updated');
      assert.deepEqual([outcome.to, outcome.pinned], [TO, true]);
      assert.equal(status(sandbox), 'followed');
    }));

  it('is Refused where the image before came back', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(admission(before));
      const outcomes = await patch();
      assert.deepEqual(words(outcomes), ['app Refused']);
      assert.ok(details(outcomes).includes(`expected the image ${TO}, got ${BEFORE}`));
      assert.equal(now(sandbox).labels['app.image-updater/applied'], '0.2');
    }));

  it('counts for each container by itself', () =>
    patching({ objects: [{ containers: SIDES }] }, async ({ sandbox, patch }) => {
      sandbox.fail(admission((image, name) => (name === 'side' ? mirror(image) : image)));
      assert.deepEqual(words(await patch()), ['app updated', 'side Rewritten']);
      assert.deepEqual([status(sandbox), status(sandbox, 'side')], ['followed', 'followed']);
    }));

  it('that wrote only the record is Rewritten too', () => {
    const configured = settings({ rules: [rule('same-tag')] });
    const objects = [{ containers: [{ name: 'app', image: TO }] }];
    return patching({ objects, settings: configured }, async ({ sandbox, patch }) => {
      sandbox.fail(admission(mirror));
      assert.deepEqual(words(await patch()), ['app Rewritten']);
      assert.equal(status(sandbox), 'followed');
    });
  });

  it('is said in a dry run, which stores nothing', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(admission(mirror));
      assert.deepEqual(words(await patch({ dryRun: true })), ['app Rewritten']);
      assert.deepEqual(images(sandbox), { app: BEFORE });
      assert.equal(patches(sandbox).length, 1);
    }));

  it('needs no second patch where the image is as it was written', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(admission((image) => image));
      assert.deepEqual(words(await patch()), ['app updated']);
      assert.equal(patches(sandbox).length, 1);
    }));
});

describe('the correction of label and record', () => {
  it('is made once more where somebody changed something else meanwhile', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(admission(mirror));
      afterFirst(sandbox, 1);
      assert.deepEqual(words(await patch()), ['app Rewritten']);
      assert.deepEqual([status(sandbox), patches(sandbox).length], ['followed', 3]);
    }));

  it('is not made where somebody changed the image meanwhile: it has drifted', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(admission(mirror, 1));
      sandbox.fail(
        changedBy((object) => (isWritten(object) ? withImage(object, 'nginx:1') : object), Infinity),
      );
      assert.deepEqual(words(await patch()), ['app Rewritten']);
      assert.deepEqual([images(sandbox), status(sandbox)], [{ app: 'nginx:1' }, 'drifted']);
    }));

  it('that fails is said, and the outcome is the same', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(admission(mirror));
      afterFirst(sandbox, Infinity);
      const outcomes = await patch();
      assert.deepEqual(words(outcomes), ['app Rewritten']);
      assert.match(details(outcomes), /label and record could not be corrected: changed by others/);
      assert.equal(status(sandbox), 'drifted');
    }));
});

describe('a patch of which admission makes another image, and whose answer is lost', () => {
  it('is Rewritten where pushes no longer reach what runs', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(admission(mirror));
      sandbox.fail({ fault: { type: 'lostAnswer' } });
      assert.deepEqual(words(await patch()), ['app Rewritten']);
    }));

  it('is updated where the text alone is another one', () =>
    patching({ settings: settings({ pin: 'tag' }) }, async ({ sandbox, patch }) => {
      sandbox.fail(admission(resolved));
      sandbox.fail({ fault: { type: 'lostAnswer' } });
      assert.deepEqual(words(await patch()), ['app updated']);
    }));
});

/** So many patches after the first one are conflicts. */
function afterFirst(sandbox: Sandbox, times: number): void {
  const change = (object: KubernetesObject) => {
    sandbox.fail({ fault: { type: 'conflict' }, times });
    return object;
  };
  sandbox.fail(changedBy(change));
}

function isWritten({ metadata }: KubernetesObject): boolean {
  return 'app.image-updater/applied' in mapOr(metadata['labels']);
}

function withImage(object: KubernetesObject, image: string): KubernetesObject {
  return admission(() => image).fault.change(object);
}
