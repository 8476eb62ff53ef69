import assert from 'node:assert/strict';
import { AnnotationPolicies } from '../../../lib/core/policy/annotation-policies.ts';

const LIMITS = { perNamespace: 2, perCluster: 3 };

/** What is read of these `namespace text`s: `beyond`, or that there is a policy. */
function read(...wanted: readonly string[]): string[] {
  const policies = new AnnotationPolicies(LIMITS);
  return wanted.map((each) => {
    const [namespace = '', ...text] = each.split(' ');
    return Object.keys(policies.read(text.join(' '), namespace))[0] ?? '';
  });
}

describe('policies of annotations', () => {
  it('are read up to the limit of a namespace', () =>
    assert.deepEqual(read('a glob:1*', 'a glob:2*', 'a glob:3*'), ['policy', 'policy', 'beyond']));
  it('are read again where they were read before', () =>
    assert.deepEqual(read('a glob:1*', 'a glob:2*', 'a glob:3*', 'a  glob:1* ').at(-1), 'policy'));
  it('of one namespace leave others theirs', () =>
    assert.deepEqual(read('a glob:1*', 'a glob:2*', 'a glob:3*', 'b glob:3*').slice(2), [
      'beyond',
      'policy',
    ]));
  it('are read up to the limit of a cluster', () =>
    assert.deepEqual(read('a glob:1*', 'a glob:2*', 'b glob:3*', 'b glob:4*', 'c glob:5*').slice(2), [
      'policy',
      'beyond',
      'beyond',
    ]));
  it('that another namespace has read already count once for the cluster', () =>
    assert.deepEqual(read('a glob:1*', 'a glob:2*', 'b glob:1*', 'c glob:2*', 'c glob:3*').at(-1), 'policy'));
  it('that are words do not count', () =>
    assert.deepEqual(read('a glob:1*', 'a glob:2*', 'a any', 'a never', 'a  same-tag').slice(2), [
      'policy',
      'policy',
      'policy',
    ]));
  it('that cannot be read count too: to find that out takes as long', () =>
    assert.deepEqual(read('a pattern:(', 'a pattern:)', 'a pattern:['), ['invalid', 'invalid', 'beyond']));

  it('tell how often they took time', () => {
    const policies = new AnnotationPolicies(LIMITS);
    for (const text of ['any', 'glob:1*', 'glob:1*', 'glob:2*', 'glob:3*']) policies.read(text, 'a');
    assert.equal(policies.costly, 3);
  });
});
