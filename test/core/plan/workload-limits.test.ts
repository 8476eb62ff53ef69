import assert from 'node:assert/strict';
import {
  holdsBack,
  holdsBackCluster,
  isCounted,
  limitsFor,
  checkLimits,
} from '../../../lib/core/plan/workload-limits.ts';
import { digest, push, REPOSITORY, settings, workload, written, type Given } from '../../support/builders.ts';
import { planned } from '../../support/planning.ts';

const LIMITS = { workloadsPerNamespace: 2, workloadsPerCluster: 3 };

describe('the limits of a push', () => {
  it('are those of the configuration', () =>
    assert.deepEqual(limitsFor(push(), settings({ limits: LIMITS })), LIMITS));
  it('are none where it ignores them', () =>
    assert.deepEqual(limitsFor(push({ ignoreLimit: true }), settings({ limits: LIMITS })), {
      workloadsPerNamespace: Infinity,
      workloadsPerCluster: Infinity,
    }));
});

describe('what counts', () => {
  const NEW = `${REPOSITORY}:v1@${digest(1)}`;
  for (const [title, given, expected] of [
    ['a workload with an update', {}, true],
    ['one that is scaled to zero', { spec: { replicas: 0 } }, false],
    [
      'one that runs the image already',
      { containers: [{ name: 'app', image: NEW }], metadata: written({ to: NEW }) },
      false,
    ],
  ] satisfies readonly (readonly [string, Given, boolean])[])
    it(`${title}: ${expected}`, () => {
      const plan = planned(workload(given));
      assert.ok(plan.changes.length > 0);
      assert.equal(isCounted(plan), expected);
    });
});

describe('the verdict on counts', () => {
  const verdict = (...counts: readonly (readonly [string, number])[]) => checkLimits(counts, LIMITS);

  it('adds up those of a namespace in all lists', () => {
    const { beyond, total } = verdict(['a', 2], ['b', 1], ['a', 1], ['b', 1]);
    assert.deepEqual([[...beyond], total], [[['a', 3]], 2]);
  });
  it('holds back a namespace beyond its limit, and no other one', () => {
    const each = verdict(['a', 3], ['b', 1]);
    assert.deepEqual(
      [holdsBack(each, 'a'), holdsBack(each, 'b'), holdsBackCluster(each)],
      [true, false, false],
    );
  });
  it('does not count a namespace beyond its limit for the cluster', () =>
    assert.ok(!holdsBackCluster(verdict(['a', 9], ['b', 2], ['c', 1]))));
  it('holds back all of a cluster beyond its limit', () => {
    const each = verdict(['a', 2], ['b', 2], ['c', 0]);
    assert.deepEqual([holdsBackCluster(each), holdsBack(each, 'c')], [true, true]);
  });
  it('adds up twenty thousand namespaces', () => {
    const each = verdict(...Array.from({ length: 20_000 }, (_, index) => [`n${index}`, 3] as const));
    assert.deepEqual([each.beyond.size, each.total], [20_000, 0]);
  });
});
