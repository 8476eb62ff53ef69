import assert from 'node:assert/strict';
import { asObject, metaText, readTexts, withMetadata } from '../../lib/sandbox/kubernetes-object.ts';
import { deployment } from '../support/sandbox-workloads.ts';

describe('sandbox objects', () => {
  it('reads a missing or odd metadata text as empty', () => {
    assert.deepEqual([metaText({}, 'name'), metaText({ metadata: { name: 7 } }, 'name')], ['', '']);
    assert.equal(metaText(deployment('shop', 'web'), 'name'), 'web');
  });

  it('reads texts only from a map', () => {
    assert.deepEqual(readTexts({ a: 'b', c: 1, d: null }), { a: 'b' });
    assert.deepEqual(readTexts(null), {});
  });

  it('changes metadata in a copy', () => {
    const object = deployment('shop', 'web');
    assert.equal(metaText(withMetadata(object, { uid: 'u' }), 'uid'), 'u');
    assert.equal(metaText(object, 'uid'), '');
  });

  it('gives any map a type and metadata', () => {
    const type = { kind: 'Pod', apiVersion: 'v1' };
    assert.deepEqual(asObject(type, { kind: 'Other', metadata: 7, spec: 1 }), {
      ...type,
      metadata: {},
      spec: 1,
    });
  });
});
