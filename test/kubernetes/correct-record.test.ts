import assert from 'node:assert/strict';
import type { KubernetesObject } from '../../lib/sandbox/kubernetes-object.ts';
import { mapOr } from '../../lib/sandbox/json.ts';
import type { Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { images, patches } from '../support/on-sandbox.ts';
import { admission } from '../support/admission.ts';
import { details, mirror, status } from './admitting.ts';
import { changedBy, patching, words } from './patching.ts';

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

  it('waits before it is made once more, longer each time', () =>
    patching({}, async ({ sandbox, patch, clock }) => {
      sandbox.fail(admission(mirror));
      afterFirst(sandbox, 3);
      assert.deepEqual(words(await patch()), ['app Rewritten']);
      assert.deepEqual([clock.waits, status(sandbox)], [[10, 20, 40], 'followed']);
    }));

  it('is not made, and is no failure, where the workload is gone', () =>
    patching({}, async ({ sandbox, patch }) => {
      sandbox.fail(admission(mirror));
      sandbox.fail(changedBy((object) => (isWritten(object) ? undefined : object), 2));
      const outcomes = await patch();
      assert.deepEqual(words(outcomes), ['app Rewritten']);
      assert.ok(!details(outcomes).includes('could not be corrected'));
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
