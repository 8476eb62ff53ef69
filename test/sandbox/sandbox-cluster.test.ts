import assert from 'node:assert/strict';
import { SandboxCluster } from '../../lib/sandbox/sandbox-cluster.ts';
import { metaText, withMetadata } from '../../lib/sandbox/kubernetes-object.ts';
import { BUILT_IN } from '../../lib/sandbox/resources.ts';
import { deployment, namespaceObject, rollout, ROLLOUTS, row } from '../support/sandbox-workloads.ts';

const WEB = { resource: row('Deployment'), namespace: 'shop', name: 'web' };

describe('sandbox cluster', () => {
  it('fills in what the server fills in', () => {
    const { metadata } = new SandboxCluster(BUILT_IN).put(deployment('shop', 'web'));
    assert.match(metaText({ metadata }, 'uid'), /^[0-9a-f-]{36}$/);
    assert.match(metaText({ metadata }, 'creationTimestamp'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.equal(metadata['generation'], 1);
  });

  it('keeps what is given', () => {
    const given = {
      uid: 'u',
      creationTimestamp: '2026-01-01T00:00:00Z',
      generation: 9,
      deletionTimestamp: '2026-01-02T00:00:00Z',
    };
    const { metadata } = new SandboxCluster(BUILT_IN).put(deployment('shop', 'web', 'nginx:1', given));
    assert.deepEqual(metadata, { ...metadata, ...given });
  });

  it('gives a Namespace no generation', () => {
    assert.equal(new SandboxCluster(BUILT_IN).put(namespaceObject('shop')).metadata['generation'], undefined);
  });

  it('makes the namespace of an object, once', () => {
    const cluster = new SandboxCluster(BUILT_IN);
    cluster.put(deployment('shop', 'web'));
    cluster.put(deployment('shop', 'api'));
    assert.deepEqual(
      cluster.objects('Namespace').map((object) => metaText(object, 'name')),
      ['shop'],
    );
  });

  it('counts a new version of an object, and keeps its identity', () => {
    const cluster = new SandboxCluster(BUILT_IN);
    const before = cluster.put(deployment('shop', 'web', 'nginx:1'));
    const after = cluster.put(deployment('shop', 'web', 'nginx:2'));
    assert.deepEqual([after.metadata['uid'], after.metadata['generation']], [before.metadata['uid'], 2]);
    assert.notEqual(metaText(after, 'resourceVersion'), metaText(before, 'resourceVersion'));
  });

  it('changes nothing when the same is put again', () => {
    const cluster = new SandboxCluster(BUILT_IN);
    const before = cluster.put(deployment('shop', 'web'));
    assert.deepEqual(cluster.put(deployment('shop', 'web')), before);
  });

  it('changes or removes an object as another writer', () => {
    const cluster = new SandboxCluster(BUILT_IN);
    cluster.put(deployment('shop', 'web'));
    assert.equal(
      cluster.change(WEB, (object) => withMetadata(object, { labels: { a: 'b' } })),
      true,
    );
    assert.deepEqual(cluster.get(WEB)?.metadata['labels'], { a: 'b' });
    assert.equal(
      cluster.change(WEB, () => undefined),
      true,
    );
    assert.equal(cluster.find('Deployment', 'shop', 'web'), undefined);
    assert.equal(
      cluster.change(WEB, (object) => object),
      false,
    );
  });

  it('knows only the kinds it was given', () => {
    assert.throws(() => new SandboxCluster(BUILT_IN).put(rollout('shop', 'web')));
    assert.equal(
      metaText(new SandboxCluster([...BUILT_IN, ROLLOUTS]).put(rollout('shop', 'web')), 'name'),
      'web',
    );
    assert.throws(() => new SandboxCluster(BUILT_IN).objects('Rollout'));
  });

  for (const [title, object] of [
    ['no name', deployment('shop', '')],
    ['no namespace', deployment('', 'web')],
    ['a namespace where there is none', withMetadata(namespaceObject('shop'), { namespace: 'shop' })],
  ] as const) {
    it(`takes no object with ${title}`, () => {
      assert.throws(() => new SandboxCluster(BUILT_IN).put(object));
    });
  }
});
