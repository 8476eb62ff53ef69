/** What one container's annotation says lifted `GitOpsOwned` from all others. */
import assert from 'node:assert/strict';
import { usesOf } from '../../lib/core/images.ts';
import { planWorkload } from '../../lib/core/plan.ts';
import { CLUSTER, push, REPOSITORY, settings, workload } from '../core/given.ts';

const IMAGE = `${REPOSITORY}:v1`;
const FLUX = { 'kustomize.toolkit.fluxcd.io/name': 'shop' };

const given = (
  annotations: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>> = FLUX,
) =>
  workload({
    metadata: { labels, annotations },
    containers: [
      { name: 'app', image: IMAGE },
      { name: 'side', image: IMAGE },
    ],
  });

/** By container: `update`, or the reason. */
function decided(...[annotations, labels]: Parameters<typeof given>): Readonly<Record<string, string>> {
  const { changes, skipped } = planWorkload(push(), CLUSTER, given(annotations, labels), settings());
  const changed = changes.map(({ container, decision }): [string, string] => [
    container.name,
    decision.action,
  ]);
  const left = skipped.map(({ container, reason }): [string, string] => [container, reason]);
  return Object.fromEntries([...changed, ...left]);
}

describe('a workload that GitOps owns', () => {
  it('stays so for the other container, where never stands on one', () =>
    assert.equal(decided({ 'side.image-updater/policy': 'never' })['app'], 'GitOpsOwned'));

  it('stays so for a container on which never stands', () =>
    assert.equal(decided({ 'side.image-updater/policy': 'never' })['side'], 'GitOpsOwned'));

  it('stays so where never stands on the workload', () =>
    assert.equal(decided({ 'image-updater/policy': 'never' })['app'], 'GitOpsOwned'));

  it('stays so for the other container, where a policy stands on one', () =>
    assert.deepEqual(decided({ 'side.image-updater/policy': 'any' }), {
      app: 'GitOpsOwned',
      side: 'update',
    }));

  it('stays so where an annotation names a container that is not there', () =>
    assert.equal(decided({ 'sied.image-updater/policy': 'any' })['side'], 'GitOpsOwned'));

  it('stays so in the list of images, where never stands on one container', () => {
    const [app] = usesOf(given({ 'side.image-updater/policy': 'never' }), CLUSTER, settings());
    assert.deepEqual(app?.follows, { reason: 'GitOpsOwned', action: 'skip', detail: 'Flux' });
  });
});

describe('a policy annotation whose container is not there', () => {
  it('is reported among what the push left as it is', () =>
    assert.equal(decided({ 'sied.image-updater/policy': 'any' }, {})['sied'], 'NoSuchContainer'));

  it('is reported with the nearest name of a container', () => {
    const { skipped } = planWorkload(
      push(),
      CLUSTER,
      given({ 'sied.image-updater/policy': 'any' }, {}),
      settings(),
    );
    assert.ok(skipped.some(({ container, detail }) => container === 'sied' && detail?.endsWith(' side')));
  });

  it('is reported in the list of images', () => {
    const uses = usesOf(given({ 'sied.image-updater/policy': 'any' }, {}), CLUSTER, settings());
    assert.deepEqual(
      uses.map(({ container }) => container),
      ['app', 'side', 'sied'],
    );
  });
});
