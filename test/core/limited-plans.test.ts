import assert from 'node:assert/strict';
import { LimitedPlans } from '../../lib/core/limited-plans.ts';
import { amountOf } from '../../lib/core/plan-amount.ts';
import { RECORD_ANNOTATION } from '../../lib/core/workload.ts';
import { workload } from './given.ts';
import { planned } from './planning.ts';

const ANY_SIZE = { bytes: Infinity };
const LIMITS = { perNamespace: { workloads: 2, ...ANY_SIZE }, perCluster: { workloads: 3, ...ANY_SIZE } };
const planIn = (namespace: string, metadata: object = {}) => ({
  place: 0,
  plan: planned(workload({ namespace, metadata })),
});

/** Plans in these namespaces, in that order. */
function plansIn(namespaces: string, beyond?: ReadonlySet<string>): LimitedPlans {
  const plans = new LimitedPlans(LIMITS, beyond, undefined);
  for (const namespace of namespaces) plans.add(planIn(namespace));
  return plans;
}

/** By namespace: how many came, how many are kept, and how many containers were let go. */
const inWords = ({ namespaces }: LimitedPlans) =>
  [...namespaces].map(([namespace, { amount, plans, heldBack }]) =>
    [namespace, amount.workloads, plans.length, heldBack.counts()[0]?.count ?? 0].join(' '),
  );

describe('plans within limits', () => {
  it('are kept', () => assert.deepEqual(inWords(plansIn('aab')), ['a 2 2 0', 'b 1 1 0']));
  it('of a namespace are let go with the first that is beyond its limit', () =>
    assert.deepEqual(inWords(plansIn('aaba')), ['a 3 0 3', 'b 1 1 0']));
  it('of a namespace that is known to be beyond its limit are not kept at all', () =>
    assert.deepEqual(inWords(plansIn('ab', new Set(['a']))), ['a 1 0 1', 'b 1 1 0']));

  it('of a cluster are all let go with the first that is beyond its limit', () => {
    const plans = plansIn('aabb');
    assert.deepEqual([inWords(plans), plans.hasLetGo], [['a 2 0 2', 'b 2 0 2'], true]);
  });
  it('of a namespace beyond its own limit do not count for the cluster', () => {
    const plans = plansIn('aaabbc');
    assert.deepEqual([inWords(plans), plans.hasLetGo], [['a 3 0 3', 'b 2 2 0', 'c 1 1 0'], false]);
  });

  it('of a namespace that take more memory than it may have are let go, however few they are', () => {
    const { bytes } = amountOf(planIn('a').plan);
    const limits = { ...LIMITS, perNamespace: { workloads: 2, bytes: 2 * bytes } };
    const plans = new LimitedPlans(limits, undefined, undefined);
    plans.add(planIn('a', { annotations: { [RECORD_ANNOTATION]: 'x'.repeat(2 * bytes) } }));
    for (const namespace of 'bb') plans.add(planIn(namespace));
    assert.deepEqual([inWords(plans), plans.hasLetGo], [['a 1 0 1', 'b 2 2 0'], false]);
  });
  it('of a cluster that take more memory than it may have are all let go', () => {
    const { bytes } = amountOf(planIn('a').plan);
    const limits = { ...LIMITS, perCluster: { workloads: 3, bytes: 2 * bytes } };
    const plans = new LimitedPlans(limits, undefined, undefined);
    for (const namespace of 'abc') plans.add(planIn(namespace));
    assert.deepEqual([inWords(plans), plans.hasLetGo], [['a 1 0 1', 'b 1 0 1', 'c 1 0 1'], true]);
  });

  it('have no labels but our own', () => {
    const plans = new LimitedPlans(LIMITS, undefined, undefined);
    plans.add(planIn('a', { labels: { app: 'web', 'app.image-updater/applied': '5.1' } }));
    assert.deepEqual(plans.namespaces.get('a')?.plans[0]?.plan.workload.labels, {
      'app.image-updater/applied': '5.1',
    });
  });
});
