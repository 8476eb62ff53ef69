import assert from 'node:assert/strict';
import { metaText, withMetadata } from '../../lib/sandbox/kubernetes-object.ts';
import { readObject, objectText, Store, unchanged } from '../../lib/sandbox/store.ts';
import { deployment, rollout, ROLLOUTS, row } from '../support/sandbox-workloads.ts';

const DEPLOYMENTS = row('Deployment');

function keys(store: Store, namespace?: string): readonly string[] {
  return store.list(DEPLOYMENTS, namespace).map(({ key }) => key);
}

describe('sandbox store', () => {
  it('sorts by the bytes of namespace/name, as etcd does', () => {
    const store = new Store();
    for (const [namespace, name] of [
      ['b', 'a'],
      ['a', 'b'],
      ['a-b', 'x'],
      ['a', 'a'],
    ] as const) {
      store.put(DEPLOYMENTS, deployment(namespace, name));
    }
    assert.deepEqual(keys(store), ['a-b/x', 'a/a', 'a/b', 'b/a']);
    assert.deepEqual(keys(store, 'a'), ['a/a', 'a/b']);
  });

  it('counts one resourceVersion for all kinds', () => {
    const store = new Store();
    const first = store.put(DEPLOYMENTS, deployment('a', 'a'));
    const second = store.put(ROLLOUTS, rollout('a', 'a'));
    assert.equal(Number(metaText(second, 'resourceVersion')), Number(metaText(first, 'resourceVersion')) + 1);
    assert.equal(metaText(second, 'resourceVersion'), String(store.revision));
  });

  it('gives back what was put', () => {
    const store = new Store();
    const object = store.put(DEPLOYMENTS, deployment('a', 'a'));
    assert.deepEqual(store.get({ resource: DEPLOYMENTS, namespace: 'a', name: 'a' }), object);
    assert.equal(store.get({ resource: DEPLOYMENTS, namespace: 'a', name: 'b' }), undefined);
  });

  it('does not change a list that was read before', () => {
    const store = new Store();
    store.put(DEPLOYMENTS, deployment('a', 'a', 'nginx:1'));
    const list = store.list(DEPLOYMENTS);
    const before = list.map(({ item }) => item.toString());
    store.put(DEPLOYMENTS, deployment('a', 'a', 'nginx:2'));
    store.put(DEPLOYMENTS, deployment('a', 'b'));
    assert.deepEqual(
      list.map(({ item }) => item.toString()),
      before,
    );
  });

  it('tells the listener of changes and removals, not of what is new', () => {
    const seen: string[] = [];
    const store = new Store((_, before, after) => {
      seen.push(`${metaText(before, 'name')} ${after === undefined ? 'removed' : 'changed'}`);
    });
    store.put(DEPLOYMENTS, deployment('a', 'a'));
    store.put(DEPLOYMENTS, deployment('a', 'a', 'nginx:2'));
    assert.equal(store.remove({ resource: DEPLOYMENTS, namespace: 'a', name: 'a' }), true);
    assert.equal(store.remove({ resource: DEPLOYMENTS, namespace: 'a', name: 'a' }), false);
    assert.deepEqual(seen, ['a changed', 'a removed']);
    assert.deepEqual(keys(store), []);
  });

  it('keeps items of built-in kinds without kind and apiVersion, and of others with', () => {
    const store = new Store();
    store.put(DEPLOYMENTS, deployment('a', 'a'));
    store.put(ROLLOUTS, rollout('a', 'a'));
    assert.match(String(store.list(DEPLOYMENTS)[0]?.item), /^\{"metadata":\{/);
    assert.match(
      String(store.list(ROLLOUTS)[0]?.item),
      /^\{"apiVersion":"argoproj.io\/v1alpha1","kind":"Rollout","metadata":\{/,
    );
  });

  it('writes kind first for built-in kinds, and apiVersion for others', () => {
    assert.match(
      objectText(DEPLOYMENTS, deployment('a', 'a')),
      /^\{"kind":"Deployment","apiVersion":"apps\/v1","metadata":/,
    );
    assert.match(
      objectText(ROLLOUTS, rollout('a', 'a')),
      /^\{"apiVersion":"argoproj.io\/v1alpha1","kind":"Rollout"/,
    );
  });

  it('reads an item that is no map as an empty object', () => {
    assert.deepEqual(readObject(row('Pod'), { key: '', item: Buffer.from('null') }), {
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: {},
    });
  });

  it('does not take another resourceVersion for a change', () => {
    const object = deployment('a', 'a');
    assert.equal(unchanged(object, withMetadata(object, { resourceVersion: '7' })), true);
    assert.equal(unchanged(object, withMetadata(object, { labels: {} })), false);
  });
});
