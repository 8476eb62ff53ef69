import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  planOf,
  type ClusterPlan,
  type ClusterPlanning,
  type ListPlan,
} from '../../../lib/core/plan/cluster-plan.ts';
import { isWhole, PlanMemory } from '../../../lib/core/plan/kept-plan.ts';
import type { WorkloadPlan } from '../../../lib/core/plan/plan.ts';
import type { Limits } from '../../../lib/core/settings.ts';
import type { Workload } from '../../../lib/core/workload/workload.ts';
import {
  digest,
  workloadsIn,
  push,
  REPOSITORY,
  settings,
  workload,
  written,
  type Given,
} from '../../support/builders.ts';
import { listPlan, planCluster, planning } from '../../support/planning.ts';

const IMAGE = `${REPOSITORY}:v1`;
const NEW = `${IMAGE}@${digest(1)}`;

const within = (limits: Partial<Limits> = {}, changes: Partial<ClusterPlanning> = {}): ClusterPlanning => {
  const all = { workloadsPerNamespace: 100, workloadsPerCluster: 200, ...limits };
  return planning({ settings: settings({ limits: all }), ...changes });
};

const plannedWithin = (limits: Partial<Limits>, ...given: readonly Given[]): ClusterPlan =>
  planCluster(within(limits), given.map(workload));

/** The namespaces and names that are written. */
const changed = ({ plans }: Pick<ClusterPlan, 'plans'>): string[] =>
  plans.map((plan) => {
    const { namespace, name } = isWhole(plan) ? plan.workload : plan;
    return `${namespace}/${name}`;
  });
const whole = ({ plans }: Pick<ClusterPlan, 'plans'>): readonly WorkloadPlan[] => plans.filter(isWhole);
const reasons = ({ skipped }: ClusterPlan): Record<string, number> =>
  Object.fromEntries(skipped.map(({ reason, count }) => [reason, count]));
const where = ({ faults }: ClusterPlan): string[] =>
  faults.map((fault) => `${fault.reason} ${fault.where.replace(/^update the /, '')}`);

const STOPPED = { spec: { replicas: 0 } };
const two = {
  containers: [
    { name: 'a', image: IMAGE },
    { name: 'b', image: IMAGE },
  ],
};
const current = { containers: [{ name: 'app', image: NEW }], metadata: { ...written({ to: NEW }) } };

describe('the plan of a cluster', () => {
  it('writes as many workloads as a namespace may have', () =>
    assert.deepEqual(changed(plannedWithin({ workloadsPerNamespace: 2 }, ...workloadsIn(2, 'a'))), [
      'a/a-0',
      'a/a-1',
    ]));

  it('writes nothing of a namespace with one more, and counts its containers as TooMany', () => {
    const plan = plannedWithin(
      { workloadsPerNamespace: 2 },
      ...workloadsIn(3, 'a', two),
      ...workloadsIn(1, 'b'),
    );
    assert.deepEqual(changed(plan), ['b/b-0']);
    assert.deepEqual(reasons(plan), { TooMany: 6 });
    assert.deepEqual(where(plan), ['TooMany namespace a']);
  });

  it('counts workloads, not containers', () =>
    assert.deepEqual(changed(plannedWithin({ workloadsPerNamespace: 1 }, two)), ['shop/web']));

  it('writes nothing of a cluster with one more than it may have', () => {
    const plan = plannedWithin(
      { workloadsPerCluster: 3 },
      ...workloadsIn(2, 'a'),
      ...workloadsIn(2, 'b'),
      ...workloadsIn(1, 'c', STOPPED),
    );
    assert.deepEqual([changed(plan), where(plan), reasons(plan)], [[], ['TooMany cluster'], { TooMany: 5 }]);
  });

  it('does not count a namespace beyond its limit for the cluster', () => {
    const limits = { workloadsPerNamespace: 2, workloadsPerCluster: 3 };
    const plan = plannedWithin(
      limits,
      ...workloadsIn(3, 'a'),
      ...workloadsIn(2, 'b'),
      ...workloadsIn(1, 'c'),
    );
    assert.deepEqual(changed(plan), ['b/b-0', 'b/b-1', 'c/c-0']);
    assert.deepEqual(where(plan), ['TooMany namespace a']);
  });

  for (const [title, given] of [
    ['scaled to zero', STOPPED],
    ['already current', current],
    ['held', { metadata: { labels: { 'image-updater/hold': '' } } }],
    ['a suspended CronJob', { kind: 'CronJob', spec: { suspend: true } }],
  ] as const)
    it(`does not count what is ${title}`, () => {
      const plan = plannedWithin(
        { workloadsPerNamespace: 1 },
        ...workloadsIn(5, 'a', given),
        ...workloadsIn(1, 'a'),
      );
      assert.deepEqual([where(plan), changed(plan).at(-1)], [[], 'a/a-0']);
    });

  for (const [title, given] of [
    ['a Deployment without replicas', {}],
    ['a DaemonSet', { kind: 'DaemonSet' }],
    ['a CronJob', { kind: 'CronJob' }],
    ['a StatefulSet of one replica', { kind: 'StatefulSet', spec: { replicas: 1 } }],
  ] as const)
    it(`counts ${title}`, () =>
      assert.deepEqual(where(plannedWithin({ workloadsPerNamespace: 1 }, ...workloadsIn(2, 'a', given))), [
        'TooMany namespace a',
      ]));

  it('writes all that does not count, however much there is of it', () => {
    const given = [
      ...workloadsIn(1500, 'a', STOPPED),
      ...workloadsIn(1500, 'b', current),
      ...workloadsIn(1, 'a'),
    ];
    const plan = plannedWithin({}, ...given);
    assert.deepEqual([changed(plan).length, where(plan)], [3001, []]);
  });

  it('reads policies in annotations for all of its workloads together', () => {
    const given = workloadsIn(60, 'a').map((each, index) => ({
      ...each,
      metadata: { annotations: { 'image-updater/policy': `glob:v1|${index}` } },
    }));
    assert.deepEqual(reasons(plannedWithin({}, ...given)), { TooManyPolicies: 10, NoMatch: 50 });
  });

  it('holds back with its namespace what is scaled to zero, and what would only advance', () => {
    const plan = plannedWithin(
      { workloadsPerNamespace: 1 },
      ...workloadsIn(2, 'a'),
      ...workloadsIn(1, 'a', STOPPED),
      {
        ...current,
        namespace: 'a',
      },
    );
    assert.deepEqual([changed(plan), reasons(plan)], [[], { AlreadyCurrent: 1, TooMany: 3 }]);
  });

  it('keeps the reasons of what is skipped anyway', () => {
    const held = { namespace: 'a', name: 'held', metadata: { labels: { 'image-updater/hold': '' } } };
    assert.deepEqual(reasons(plannedWithin({ workloadsPerNamespace: 1 }, ...workloadsIn(2, 'a'), held)), {
      Held: 1,
      TooMany: 2,
    });
  });

  it('has no limits for a push that ignores them', () => {
    const asked = within(
      { workloadsPerNamespace: 1, workloadsPerCluster: 1 },
      { push: push({ ignoreLimit: true }) },
    );
    assert.equal(planCluster(asked, workloadsIn(5, 'a').map(workload)).plans.length, 5);
  });

  it('names ten containers of a reason, or all where they are asked for', () => {
    const given = workloadsIn(30, 'a', { containers: [{ name: 'app', image: `${REPOSITORY}:v2` }] }).map(
      workload,
    );
    const counts = [within(), within({}, { examples: Infinity })].map((each) =>
      planCluster(each, given).skipped.map(({ count, examples }) => [count, examples.length]),
    );
    assert.deepEqual(counts, [[[30, 10]], [[30, 30]]]);
  });

  it('has its workloads in the order of the list, whether they count or not', () => {
    const given = [
      ...workloadsIn(2, 'a'),
      ...workloadsIn(2, 'b', STOPPED),
      { ...workloadsIn(1, 'a')[0], name: 'last' },
    ];
    assert.deepEqual(changed(plannedWithin({}, ...given)), ['a/a-0', 'a/a-1', 'b/b-0', 'b/b-1', 'a/last']);
  });

  it('tells the command of the replay: the image with tag and digest, and when it was pushed', () => {
    const [fault] = plannedWithin({ workloadsPerNamespace: 1 }, ...workloadsIn(2, 'a')).faults;
    assert.deepEqual(fault?.terms, { IMAGE: NEW, TIME: '1970-01-01T00:00:01.000Z' });
  });

  it('keeps no labels but our own of what it writes', () => {
    const labels = { app: 'web', 'app.image-updater/applied': '5.1' };
    const [plan] = whole(plannedWithin({}, { metadata: { labels } }));
    assert.deepEqual(plan?.workload.labels, { 'app.image-updater/applied': '5.1' });
  });
});

describe('the plan of a cluster with several lists', () => {
  const list = (asked: ClusterPlanning, given: readonly Given[]): ListPlan =>
    listPlan(asked, given.map(workload));

  it('adds up what each of them counted', () => {
    const asked = within({ workloadsPerNamespace: 2 });
    const kinds = [
      workloadsIn(1, 'a'),
      workloadsIn(2, 'a', { kind: 'StatefulSet' }),
      workloadsIn(1, 'b', { kind: 'DaemonSet' }),
    ];
    const plan = planOf(
      kinds.map((given) => list(asked, given)),
      asked,
    );
    assert.deepEqual([changed(plan), where(plan)], [['b/b-0'], ['TooMany namespace a']]);
  });

  it('plans the same of what it keeps by name, and tells the same of what is held back', () => {
    const given = [
      ...workloadsIn(3, 'a', two),
      ...workloadsIn(2, 'b', STOPPED),
      ...workloadsIn(1, 'c', current),
    ];
    const [kept, named] = [Infinity, 0].map((bytes) => {
      const asked = within({ workloadsPerNamespace: 2 }, { memory: new PlanMemory(bytes) });
      return planOf([list(asked, given)], asked);
    });
    assert.ok(kept !== undefined && named !== undefined);
    assert.deepEqual([whole(kept).length, whole(named).length], [3, 0]);
    assert.deepEqual(changed(named), changed(kept));
    assert.deepEqual([named.skipped, named.faults], [kept.skipped, kept.faults]);
  });

  it('plans twenty thousand namespaces of two lists in well under a second', () => {
    const asked = within();
    const namespaces = Array.from({ length: 20_000 }, (_, index) => ({ namespace: `n${index}` }));
    const lists = [list(asked, namespaces), list(asked, namespaces)];
    const before = process.cpuUsage();
    planOf(lists, asked);
    const { user } = process.cpuUsage(before);
    assert.ok(user < 1_000_000, `${user} µs`);
  });
});

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
