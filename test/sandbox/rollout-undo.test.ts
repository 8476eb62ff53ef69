import assert from 'node:assert/strict';
import { SandboxCluster } from '../../lib/sandbox/sandbox-cluster.ts';
import { memberAt, isList, type Json, type JsonMap } from '../../lib/sandbox/json.ts';
import { BUILT_IN } from '../../lib/sandbox/resources.ts';
import { deployment, statefulSet } from '../support/sandbox-workloads.ts';

/** What an undo is about: the image, the labels and the annotations of `shop/web`. */
function stateOf(cluster: SandboxCluster, kind = 'Deployment'): Json {
  const object = cluster.find(kind, 'shop', 'web');
  const containers = memberAt(object, ['spec', 'template', 'spec', 'containers']);
  return [
    (isList(containers) ? memberAt(containers[0], ['image']) : undefined) ?? null,
    memberAt(object, ['metadata', 'labels']) ?? null,
    memberAt(object, ['metadata', 'annotations']) ?? null,
  ];
}

/** A cluster in which `shop/web` came to run these images one after the other, with annotations t and labels l of that time. */
function clusterOf(make: typeof deployment, ...images: readonly string[]): SandboxCluster {
  const cluster = new SandboxCluster(BUILT_IN);
  for (const image of images) {
    const metadata: JsonMap = { annotations: { t: image }, labels: { l: image } };
    cluster.put(make('shop', 'web', image, metadata));
  }
  return cluster;
}

describe('rollout undo', () => {
  it('puts template and annotations of a Deployment back, and leaves its labels', () => {
    const cluster = clusterOf(deployment, 'one', 'two');
    assert.equal(cluster.undoRollout('Deployment', 'shop', 'web'), true);
    assert.deepEqual(stateOf(cluster), ['one', { l: 'two' }, { t: 'one' }]);
  });

  it('puts only the template of a StatefulSet back', () => {
    const cluster = clusterOf(statefulSet, 'one', 'two');
    assert.equal(cluster.undoRollout('StatefulSet', 'shop', 'web'), true);
    assert.deepEqual(stateOf(cluster, 'StatefulSet'), ['one', { l: 'two' }, { t: 'two' }]);
  });

  it('takes annotations away that came later', () => {
    const cluster = new SandboxCluster(BUILT_IN);
    cluster.put(deployment('shop', 'web', 'one'));
    cluster.put(deployment('shop', 'web', 'two', { annotations: { t: 'two' } }));
    cluster.undoRollout('Deployment', 'shop', 'web', 1);
    assert.deepEqual(stateOf(cluster), ['one', null, null]);
  });

  it('brings back the annotations that the old template had last', () => {
    const cluster = clusterOf(deployment, 'one');
    cluster.put(deployment('shop', 'web', 'one', { annotations: { t: 'later' } }));
    cluster.put(deployment('shop', 'web', 'two', { annotations: { t: 'two' } }));
    cluster.undoRollout('Deployment', 'shop', 'web');
    assert.deepEqual(stateOf(cluster), ['one', null, { t: 'later' }]);
  });

  it('goes to the revision that is asked for', () => {
    const cluster = clusterOf(deployment, 'one', 'two', 'three');
    cluster.undoRollout('Deployment', 'shop', 'web', 1);
    assert.deepEqual(stateOf(cluster), ['one', { l: 'three' }, { t: 'one' }]);
  });

  it('makes the old revision the newest, so that another undo goes forth again', () => {
    const cluster = clusterOf(deployment, 'one', 'two');
    cluster.undoRollout('Deployment', 'shop', 'web');
    cluster.undoRollout('Deployment', 'shop', 'web');
    assert.deepEqual(stateOf(cluster), ['two', { l: 'two' }, { t: 'two' }]);
    assert.equal(cluster.undoRollout('Deployment', 'shop', 'web', 1), false);
  });

  it('leaves what kubectl and the controller note alone', () => {
    const applied = 'kubectl.kubernetes.io/last-applied-configuration';
    const cluster = new SandboxCluster(BUILT_IN);
    cluster.put(deployment('shop', 'web', 'one', { annotations: { [applied]: 'one' } }));
    cluster.put(deployment('shop', 'web', 'two', { annotations: { [applied]: 'two' } }));
    cluster.undoRollout('Deployment', 'shop', 'web');
    assert.deepEqual(stateOf(cluster), ['one', null, { [applied]: 'two' }]);
  });

  it('has nowhere to go in a workload that never changed, or is gone', () => {
    const cluster = clusterOf(deployment, 'one');
    assert.equal(cluster.undoRollout('Deployment', 'shop', 'web'), false);
    assert.equal(cluster.undoRollout('Deployment', 'shop', 'missing'), false);
  });

  it('forgets a workload that was removed', () => {
    const cluster = clusterOf(deployment, 'one', 'two');
    cluster.remove('Deployment', 'shop', 'web');
    cluster.put(deployment('shop', 'web', 'three'));
    assert.equal(cluster.undoRollout('Deployment', 'shop', 'web'), false);
  });
});
