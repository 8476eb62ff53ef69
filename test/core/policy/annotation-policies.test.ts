import assert from 'node:assert/strict';
import sinon from 'sinon';
import { RE2JS } from 're2js';
import {
  AnnotationPolicies,
  POLICY_LIMITS,
  type PolicyLimits,
} from '../../../lib/core/policy/annotation-policies.ts';

const LIMITS = { perNamespace: 2, guaranteed: 0, perCluster: 3 };

/** What is read of these `namespace text`s: `beyond`, or that there is a policy. */
function read(...wanted: readonly string[]): string[] {
  return readWithin(LIMITS, ...wanted);
}

function readWithin(limits: PolicyLimits, ...wanted: readonly string[]): string[] {
  const policies = new AnnotationPolicies(limits);
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

  describe('of a namespace', () => {
    const limits = { perNamespace: 3, guaranteed: 2, perCluster: 1 };
    it('are read up to the number that is guaranteed whatever others have', () =>
      assert.deepEqual(
        readWithin(limits, 'a glob:1*', 'a glob:2*', 'a glob:3*', 'b glob:4*', 'b glob:5*', 'b glob:6*'),
        ['policy', 'policy', 'policy', 'policy', 'policy', 'beyond'],
      ));
    it('are no more than it may have, though the cluster had room', () =>
      assert.deepEqual(
        readWithin({ ...limits, perCluster: 9 }, 'a glob:1*', 'a glob:2*', 'a glob:3*', 'a glob:4*').at(-1),
        'beyond',
      ));
    it('with five of them are all read where another tenant has fifty in each of ten namespaces', () => {
      const crowd = Array.from({ length: 500 }, (_, index) => `t${index % 10} glob:${index}*`);
      const few = Array.from({ length: 100 }, (_, index) => `n${index % 20} glob:few-${index}*`);
      const answers = readWithin(POLICY_LIMITS, ...crowd, ...few);
      assert.deepEqual(new Set(answers.slice(500)), new Set(['policy']));
    });
  });

  it('are compiled once each, however many workloads carry them and in whichever order', () => {
    const compile = sinon.spy(RE2JS, 'compile');
    try {
      const policies = new AnnotationPolicies();
      for (let index = 0; index < 5_000; index += 1)
        policies.read(`pattern:once-${(index * 7) % 250}`, `n${index % 10}`);
      assert.equal(compile.callCount, 250);
    } finally {
      compile.restore();
    }
  });

  it('beyond five hundred are let go, the oldest first', () => {
    const policies = new AnnotationPolicies({ perNamespace: 1, guaranteed: 1, perCluster: 0 });
    const first = policies.read('glob:0*', 'n0');
    for (let index = 1; index < 600; index += 1) policies.read(`glob:${index}*`, `n${index}`);
    assert.ok('policy' in first);
    assert.deepEqual(Object.keys(policies.read('glob:0*', 'n0')), ['policy']);
  });

  it('tell how often they took time', () => {
    const policies = new AnnotationPolicies(LIMITS);
    for (const text of ['any', 'glob:1*', 'glob:1*', 'glob:2*', 'glob:3*']) policies.read(text, 'a');
    assert.equal(policies.costly, 3);
  });
});
