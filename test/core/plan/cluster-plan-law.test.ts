import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ClusterPlan, ClusterPlanning } from '../../../lib/core/plan/cluster-plan.ts';
import type { WorkloadPlan } from '../../../lib/core/plan/plan.ts';
import type { Workload } from '../../../lib/core/workload/workload.ts';
import { REPOSITORY, workload } from '../../support/builders.ts';
import { planCluster } from '../../support/planning.ts';
import { IMAGE, NEW, within, changed, whole, where } from './cluster-plans.ts';

/** How a cluster is planned. */
type PlanAll = (asked: ClusterPlanning, workloads: readonly Workload[]) => ClusterPlan;

const NAMESPACES = ['a', 'b', 'c', 'd'];
const anyGiven = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  kind: fc.constantFrom('Deployment', 'StatefulSet', 'CronJob'),
  spec: fc.constantFrom({}, { replicas: 0 }, { replicas: 1 }, { suspend: true }),
  containers: fc.array(
    fc.record({ name: fc.constantFrom('x', 'y'), image: fc.constantFrom(IMAGE, NEW, `${REPOSITORY}:v2`) }),
    { minLength: 1, maxLength: 2 },
  ),
});
const anyCluster = fc
  .array(anyGiven, { maxLength: 25 })
  .map((all) => all.map((given, index) => ({ ...given, name: `w${index}` })));
const anyLimits = fc.record({
  workloadsPerNamespace: fc.integer({ min: 1, max: 4 }),
  workloadsPerCluster: fc.integer({ min: 1, max: 8 }),
});

const counts = ({ workload: { scaledToZero }, changes }: WorkloadPlan): boolean =>
  !scaledToZero && changes.some(({ decision }) => decision.action === 'update');

describe('the law of the limits', () => {
  it('never are more workloads written in a namespace or a cluster than its limit', () =>
    neverBeyond(planCluster));
  it("a namespace's workloads change nothing in another namespace unless the cluster's limit is passed", () =>
    namespacesApart(planCluster));
  it('every container is written, or counted with its reason', () => nothingLost(planCluster));

  const unlimited: PlanAll = (asked, workloads) =>
    planCluster({ ...asked, push: { ...asked.push, ignoreLimit: true } }, workloads);
  const allOrNothing: PlanAll = (asked, workloads) => {
    const plan = planCluster(asked, workloads);
    return plan.faults.length === 0 ? plan : { ...plan, plans: [], faults: [] };
  };
  /** A limit of a namespace that is one of the cluster. */
  const inOne: PlanAll = (asked, workloads) => {
    const { limits } = asked.settings;
    const tight = { ...limits, workloadsPerCluster: limits.workloadsPerNamespace };
    const plan = planCluster({ ...asked, settings: { ...asked.settings, limits: tight } }, workloads);
    return { ...plan, faults: [] };
  };
  it('the first is broken by a plan without limits', () => assert.throws(() => neverBeyond(unlimited)));
  it('the second is broken by one that leaves a cluster alone for one namespace, and by one limit for all', () => {
    assert.throws(() => namespacesApart(allOrNothing));
    assert.throws(() => namespacesApart(inOne));
  });
  it('the third is broken by one that forgets what it holds back', () =>
    assert.throws(() =>
      nothingLost((asked, workloads) => ({ ...planCluster(asked, workloads), skipped: [] })),
    ));
});

/** Never more counted workloads than the limits. Throws where a way to plan breaks that. */
function neverBeyond(plan: PlanAll): void {
  fc.assert(
    fc.property(anyCluster, anyLimits, (given, limits) => {
      const all = whole(plan(within(limits), given.map(workload))).filter(counts);
      assert.ok(all.length <= limits.workloadsPerCluster);
      for (const namespace of NAMESPACES)
        assert.ok(
          all.filter((each) => each.workload.namespace === namespace).length <= limits.workloadsPerNamespace,
        );
    }),
  );
}

/** Unless the cluster's limit is passed, what is written of one namespace does not depend on another one. */
function namespacesApart(plan: PlanAll): void {
  fc.assert(
    fc.property(anyCluster, anyLimits, (given, limits) => {
      const all = plan(within(limits), given.map(workload));
      fc.pre(!where(all).includes('TooMany cluster'));
      for (const namespace of NAMESPACES) {
        const alone = given.filter((each) => each.namespace === namespace).map(workload);
        const expected = changed(plan(within({ ...limits, workloadsPerCluster: Infinity }), alone));
        assert.deepEqual(
          changed({ plans: whole(all).filter((each) => each.workload.namespace === namespace) }),
          expected,
        );
      }
    }),
  );
}

/** Whatever is planned: every container of the image is written or counted. */
function nothingLost(plan: PlanAll): void {
  fc.assert(
    fc.property(anyCluster, anyLimits, (given, limits) => {
      const unlimited = { workloadsPerNamespace: Infinity, workloadsPerCluster: Infinity };
      const size = (planned: ClusterPlan): number =>
        whole(planned).reduce((sum, each) => sum + each.changes.length + each.skipped.length, 0) +
        planned.skipped.reduce((sum, { count }) => sum + count, 0);
      const all = given.map(workload);
      assert.equal(size(plan(within(limits), all)), size(plan(within(unlimited), all)));
    }),
  );
}
