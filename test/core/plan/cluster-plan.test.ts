import assert from 'node:assert/strict';
import {
  joinLists,
  type ClusterPlan,
  type ClusterPlanning,
  type ListPlan,
} from '../../../lib/core/plan/cluster-plan.ts';
import { PlanMemory } from '../../../lib/core/plan/plan-memory.ts';
import type { WorkloadLimits } from '../../../lib/core/settings.ts';
import { push, REPOSITORY, workload, workloadsIn, written, type Given } from '../../support/builders.ts';
import { listPlan, planCluster } from '../../support/planning.ts';
import { IMAGE, NEW, within, changed, whole, where } from './cluster-plans.ts';

const plannedWithin = (limits: Partial<WorkloadLimits>, ...given: readonly Given[]): ClusterPlan =>
  planCluster(within(limits), given.map(workload));

const reasons = ({ skipped }: ClusterPlan): Record<string, number> =>
  Object.fromEntries(skipped.map(({ reason, count }) => [reason, count]));

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

  for (const [title, by, faults] of [
    ['counts what the same push has updated in an earlier delivery', 'shop', ['TooMany namespace a']],
    ['does not count what the same push was found to run', 'found', []],
  ] as const)
    it(title, () => {
      const done = { ...current, metadata: written({ to: NEW, push: push().id, at: 1000, by }) };
      const given = [...workloadsIn(2, 'a', done), { namespace: 'a', name: 'new' }];
      assert.deepEqual(where(plannedWithin({ workloadsPerNamespace: 2 }, ...given)), faults);
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

  it("keeps only the updater's labels of what it writes", () => {
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
    const plan = joinLists(
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
      return joinLists([list(asked, given)], asked);
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
    joinLists(lists, asked);
    const { user } = process.cpuUsage(before);
    assert.ok(user < 1_000_000, `${user} µs`);
  });
});
