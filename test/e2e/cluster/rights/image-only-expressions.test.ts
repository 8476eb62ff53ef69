import assert from 'node:assert/strict';
import { memberAt } from '../../../../lib/sandbox/json.ts';
import { ADMIN, UPDATER } from '../../../support/control-plane/control-plane.ts';
import { controlPlane, needControllers } from '../../../support/control-plane/shared-control-plane.ts';
import { createAll, pathOf, readManifests, remove } from './manifests.ts';
import { until } from '../../../support/until.ts';

describe('the expressions of the image-only policy', () => {
  it('are of the right types for all its kinds, as far as Kubernetes checks that', async function () {
    needControllers(this);
    const [guard] = await readManifests('image-only-policy.yaml', UPDATER);
    assert.ok(guard !== undefined);
    // Without its binding it does nothing to the other tests.
    const object = { ...guard, metadata: { name: 'checked' } };
    await createAll(controlPlane(), [object]);
    const status = async () => {
      const answer = await controlPlane().request(ADMIN, 'GET', pathOf(object));
      return memberAt(answer.json(), ['status']);
    };
    await until(async () => memberAt(await status(), ['observedGeneration']) === 1);
    assert.deepEqual(memberAt(await status(), ['typeChecking']), {});
    await remove(controlPlane(), [object]);
  });
});
