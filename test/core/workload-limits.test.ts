import assert from 'node:assert/strict';
import { LimitedPlans } from '../../lib/core/limited-plans.ts';
import type { PlanLimits } from '../../lib/core/plan-amount.ts';
import {
  holdsBack,
  holdsBackCluster,
  isCounted,
  limitsFor,
  verdictOn,
} from '../../lib/core/workload-limits.ts';
import { digest, push, REPOSITORY, settings, workload, written, type Given } from './given.ts';
import { planned } from './planning.ts';

const limitsOf = (workloadsPerNamespace: number, workloadsPerCluster: number, ignoreLimit = false) =>
  limitsFor(push({ ignoreLimit }), settings({ limits: { workloadsPerNamespace, workloadsPerCluster } }));
const amount = (workloads: number, bytes = Infinity) => ({ workloads, bytes });

describe('the limits of a push', () => {
  it('are those of the configuration for what counts, whatever memory it takes', () =>
    assert.deepEqual(limitsOf(10, 20).counted, { perNamespace: amount(10), perCluster: amount(20) }));
  it('are 1,000 and 5,000 workloads for what does not count, with 2 KB each', () =>
    assert.deepEqual(limitsOf(10, 20).uncounted, {
      perNamespace: amount(1_000, 2_000_000),
      perCluster: amount(5_000, 10_000_000),
    }));
  it('are for what does not count no lower than those of the configuration', () =>
    assert.deepEqual(limitsOf(2_000, 8_000).uncounted, {
      perNamespace: amount(2_000, 4_000_000),
      perCluster: amount(8_000, 16_000_000),
    }));
  it('are none where it ignores them', () => {
    const none = { perNamespace: amount(Infinity), perCluster: amount(Infinity) };
    assert.deepEqual(limitsOf(10, 20, true), { counted: none, uncounted: none });
  });
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

describe('the verdict on lists', () => {
  const LIMITS: PlanLimits = { perNamespace: amount(2), perCluster: amount(3) };
  /** A letter for a plan in the namespace of that name. */
  const verdict = (lists: readonly string[], known?: ReadonlySet<string>) =>
    verdictOn(
      lists.map((namespaces) => {
        const plans = new LimitedPlans(LIMITS, known, undefined);
        for (const namespace of namespaces) plans.add({ place: 0, plan: planned(workload({ namespace })) });
        return plans;
      }),
      LIMITS,
      known,
    );

  it('adds up the plans of a namespace in all lists', () => {
    const { amounts, beyond, total } = verdict(['aab', 'ab']);
    assert.deepEqual([amounts.get('a')?.workloads, [...beyond], total.workloads], [3, ['a'], 2]);
  });
  it('holds back a namespace beyond its limit, and no other one', () => {
    const each = verdict(['aaab']);
    assert.deepEqual(
      [holdsBack(each, 'a'), holdsBack(each, 'b'), holdsBackCluster(each)],
      [true, false, false],
    );
  });
  it('holds back a namespace that a pass before found beyond its limit', () =>
    assert.ok(holdsBack(verdict(['ab'], new Set(['a'])), 'a')));
  it('holds back all of a cluster beyond its limit', () => {
    const each = verdict(['aab', 'b']);
    assert.deepEqual([each.isBeyond, each.isCut, holdsBack(each, 'b')], [true, false, true]);
  });
  it('holds back all of a cluster that is within its limit where plans were let go as if it were not', () => {
    const each = verdict(['aabb', 'a']);
    assert.deepEqual([each.isBeyond, each.isCut, holdsBack(each, 'b')], [false, true, true]);
  });
});
