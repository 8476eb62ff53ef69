import assert from 'node:assert/strict';
import type { JsonMap } from '../../lib/sandbox/json.ts';
import { counted, withoutEmptyMaps } from '../../lib/sandbox/generation.ts';
import { withMetadata, type KubernetesObject } from '../../lib/sandbox/kubernetes-object.ts';
import { deployment, row } from '../support/sandbox-workloads.ts';

const BEFORE = deployment('shop', 'web', 'nginx:1', { generation: 4, annotations: { a: 'b' } });

describe('metadata.generation', () => {
  for (const [title, kind, after, generation] of [
    ['another image', 'StatefulSet', deployment('shop', 'web', 'nginx:2', BEFORE.metadata), 5],
    ['another label', 'Deployment', withMetadata(BEFORE, { labels: { a: 'b' } }), 4],
    ['another annotation of a Deployment', 'Deployment', withMetadata(BEFORE, { annotations: {} }), 5],
    ['another annotation of a StatefulSet', 'StatefulSet', withMetadata(BEFORE, { annotations: {} }), 4],
    ['another status', 'Deployment', { ...BEFORE, status: { replicas: 1 } }, 4],
    ['nothing new', 'Deployment', BEFORE, 4],
  ] as const) {
    it(`is ${generation} after 4 and ${title}`, () => {
      assert.equal(counted(row(kind), BEFORE, after).metadata['generation'], generation);
    });
  }

  it('is not made up where there is none', () => {
    const before = deployment('shop', 'web');
    assert.equal(
      counted(row('Pod'), before, deployment('shop', 'web', 'b')).metadata['generation'],
      undefined,
    );
  });
});

describe('empty maps of metadata', () => {
  it('are left out, and so is null', () => {
    assert.deepEqual(withoutEmptyMaps(objectWith({ labels: {}, annotations: null })).metadata, {});
  });

  it('are no reason to touch others', () => {
    const metadata = { labels: { a: '' }, finalizers: [] };
    assert.deepEqual(withoutEmptyMaps(objectWith(metadata)).metadata, metadata);
  });
});

function objectWith(metadata: JsonMap): KubernetesObject {
  return { kind: 'Pod', apiVersion: 'v1', metadata };
}
