/** What one container's annotation says lifted `GitOpsOwned` from all others. */
import assert from 'node:assert/strict';
import { REPOSITORY, type Given } from '../support/builders.ts';
import { decidedOn, listedImages } from './decided.ts';

const IMAGE = `${REPOSITORY}:v1`;
const FLUX = { 'kustomize.toolkit.fluxcd.io/name': 'shop' };

const given = (
  annotations: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>> = FLUX,
): Given => ({
  metadata: { labels, annotations },
  containers: [
    { name: 'app', image: IMAGE },
    { name: 'side', image: IMAGE },
  ],
});

/** By container: `update`, or the reason. */
async function decided(
  ...[annotations, labels]: Parameters<typeof given>
): Promise<Readonly<Record<string, string>>> {
  const { updated, skipped } = await decidedOn(given(annotations, labels));
  const changed = updated.map(({ container }): [string, string] => [container, 'update']);
  const left = skipped.map(({ container, reason }): [string, string] => [container, reason]);
  return Object.fromEntries([...changed, ...left]);
}

describe('a workload that GitOps owns', () => {
  it('stays so for the other container, where never stands on one', async () =>
    assert.equal((await decided({ 'side.image-updater/policy': 'never' }))['app'], 'GitOpsOwned'));

  it('stays so for a container on which never stands', async () =>
    assert.equal((await decided({ 'side.image-updater/policy': 'never' }))['side'], 'GitOpsOwned'));

  it('stays so where never stands on the workload', async () =>
    assert.equal((await decided({ 'image-updater/policy': 'never' }))['app'], 'GitOpsOwned'));

  it('stays so for the other container, where a policy stands on one', async () =>
    assert.deepEqual(await decided({ 'side.image-updater/policy': 'any' }), {
      app: 'GitOpsOwned',
      side: 'update',
    }));

  it('stays so where an annotation names a container that is not there', async () =>
    assert.equal((await decided({ 'sied.image-updater/policy': 'any' }))['side'], 'GitOpsOwned'));

  it('stays so in the list of images, where never stands on one container', async () => {
    const [app] = await listedImages(given({ 'side.image-updater/policy': 'never' }));
    assert.deepEqual(app, { container: 'app', reason: 'GitOpsOwned', detail: 'Flux' });
  });
});

describe('a policy annotation whose container is not there', () => {
  it('is reported among what the push left as it is', async () =>
    assert.equal((await decided({ 'sied.image-updater/policy': 'any' }, {}))['sied'], 'NoSuchContainer'));

  it('is reported with the nearest name of a container', async () => {
    const { skipped } = await decidedOn(given({ 'sied.image-updater/policy': 'any' }, {}));
    assert.ok(skipped.some(({ container, detail }) => container === 'sied' && detail?.endsWith(' side')));
  });

  it('is reported in the list of images', async () => {
    const uses = await listedImages(given({ 'sied.image-updater/policy': 'any' }, {}));
    assert.deepEqual(
      uses.map(({ container }) => container),
      ['app', 'side', 'sied'],
    );
  });
});
