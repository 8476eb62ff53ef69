import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Fault } from '../../lib/core/errors/fault.ts';
import { isWhole, PlanMemory, type KeptPlan, type NamedPlan } from '../../lib/core/plan/kept-plan.ts';
import type { WorkloadPlan } from '../../lib/core/plan/plan.ts';
import type { Policy } from '../../lib/core/policy/policy.ts';
import type { ClusterReport } from '../../lib/core/report/report.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { parseWorkload } from '../../lib/core/workload/workload.ts';
import type { Budget } from '../../lib/async/retry.ts';
import { updateCluster, type UpdateOptions } from '../../lib/pipeline/update-cluster.ts';
import { reportNotFound, startUpdateRun, eventDeadline } from '../../lib/pipeline/update-clusters.ts';
import {
  digest,
  kind as kindOf,
  policy as policyOf,
  push,
  REPOSITORY,
  settings,
  written,
  type Given,
} from '../support/builders.ts';
import { neverFound } from '../support/never-found.ts';
import { images, onSandbox, patches } from '../support/on-sandbox.ts';
import { rejectsWith } from '../support/rejects-with.ts';

const { signal } = new AbortController();
const EVENT_MS = 300_000;

function reasons({ faults, failed }: ClusterReport): string[] {
  return [...faults, ...failed].map(({ reason }) => reason);
}

describe('one cluster', () => {
  it('is scanned, decided, patched and reported', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const report = await updateCluster(push(), cluster, { settings: settings(), budget: { signal } });
      assert.deepEqual([report.cluster, report.scanned, report.updated.length], ['test', 1, 1]);
      assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1@${digest(1)}` });
    }));

  it('reads each list once, also where a namespace beyond its limit comes with others', () => {
    const named = (kind: string, namespace: string, count: number): Given[] =>
      Array.from({ length: count }, (_, index) => ({ kind, namespace, name: `w${index}` }));
    const objects = [
      ...named('Deployment', 'a', 2),
      ...named('Deployment', 'b', 2),
      ...named('Deployment', 'c', 1),
      ...named('StatefulSet', 'a', 1),
    ];
    const limits = { workloadsPerNamespace: 2, workloadsPerCluster: 4 };
    return onSandbox({ objects }, async ({ cluster, sandbox }) => {
      const report = await updateCluster(push(), cluster, {
        settings: settings({ limits }),
        budget: { signal },
      });
      assert.deepEqual(
        report.updated.map(({ workload: { namespace } }) => namespace),
        ['b', 'b', 'c'],
      );
      assert.deepEqual([reasons(report), report.scanned], [['TooMany'], 6]);
      const lists = sandbox.requests.filter(({ path }) => path.endsWith('/deployments'));
      assert.equal(lists.length, 1);
    });
  });

  it('holds back what is beyond its limits, and not for a push that ignores them', () => {
    const limits = { workloadsPerNamespace: 2, workloadsPerCluster: 2 };
    const objects = ['a', 'b', 'c'].map((name) => ({ name }));
    return onSandbox({ objects }, async ({ cluster, sandbox }) => {
      const held = await updateCluster(push(), cluster, {
        settings: settings({ limits }),
        budget: { signal },
      });
      assert.deepEqual([held.updated, patches(sandbox)], [[], []]);
      const report = await updateCluster(push({ ignoreLimit: true }), cluster, {
        settings: settings({ limits }),
        budget: {
          signal,
        },
      });
      assert.deepEqual([report.updated.length, reasons(report)], [3, []]);
    });
  });

  it('drops with a list that breaks off what was decided of it', () =>
    onSandbox({ objects: ['a', 'b', 'c'].map((name) => ({ name })) }, async ({ cluster, sandbox }) => {
      sandbox.fail({
        fault: { type: 'cut', at: { afterItem: 1 }, end: 'broken' },
        match: { path: 'deployments' },
        times: 1,
      });
      const limits = { workloadsPerNamespace: 3, workloadsPerCluster: 3 };
      const report = await updateCluster(push(), cluster, {
        settings: settings({ limits }),
        budget: { signal },
      });
      assert.deepEqual([report.updated.length, report.scanned, reasons(report)], [3, 3, []]);
    }));

  it('where the program itself fails says so in its report', () =>
    onSandbox({}, async ({ cluster }) => {
      const policy: Policy = { text: 'broken', orderedBy: 'time', answer: () => assert.fail('a mistake') };
      const report = await updateCluster(push(), cluster, {
        settings: settings({ policy }),
        budget: { signal },
      });
      assert.deepEqual(reasons(report), ['Unexpected']);
    }));

  it('that was not found is reported with what kept it from being found', () => {
    const report = reportNotFound('prod', new Fault('NotServing', 'x', { terms: { CLUSTER: 'prod' } }));
    assert.deepEqual(report.faults, [
      { where: 'find the cluster', reason: 'NotServing', detail: 'x', terms: { CLUSTER: 'prod' } },
    ]);
  });
});

/** Memory for plans; what it has no room for it keeps by name. */
type Memory = NonNullable<UpdateOptions['memory']>;

const IMAGE = `${REPOSITORY}:v1`;
const anyMetadata = fc.constantFrom<object>(
  {},
  { labels: { 'image-updater/hold': '' } },
  { labels: { app: 'web', 'app.image-updater/applied': '500.1' } },
  { annotations: { 'image-updater/policy': 'never' } },
  { annotations: { 'image-updater/policy': 'pattern:v(?<number>\\d+)', other: 'x' } },
  { annotations: { 'b.image-updater/policy': 'glob:*', 'lost.image-updater/policy': 'any' } },
  written(),
  written({ to: `${IMAGE}@${digest(1)}`, at: 5 }),
);
const anyContainer = fc.constantFrom(IMAGE, `${REPOSITORY}:v0`, `${IMAGE}@${digest(1)}`, 'other:v1');
const anyObject = fc.record({
  namespace: fc.constantFrom('a', 'b', 'kube-system'),
  kind: fc.constantFrom('Deployment', 'CronJob'),
  metadata: anyMetadata,
  spec: fc.constantFrom({}, { replicas: 0 }, { suspend: true }),
  containers: fc
    .array(anyContainer, { minLength: 1, maxLength: 3 })
    .map((all) => all.map((image, index) => ({ name: ['app', 'b', 'c'][index], image }))),
});
const anyCluster = fc
  .array(anyObject, { minLength: 1, maxLength: 12 })
  .map((all) => all.map((given, index) => ({ ...given, name: `w${index}` })));
const anySettings = fc.record({
  mode: fc.constantFrom('apply' as const, 'observe' as const),
  pin: fc.constantFrom('digest' as const, 'tag' as const),
  limits: fc.record({
    workloadsPerNamespace: fc.constantFrom(1, 3, 100),
    workloadsPerCluster: fc.constantFrom(2, 5, 200),
  }),
  policy: fc.constantFrom('same-tag', 'any').map(policyOf),
});

/** What an event leaves in a cluster: its report, and of each object what we write but for the time of a restart. */
function outcomeOf(objects: readonly Given[], configured: Settings, memory: Memory) {
  return onSandbox({ objects }, async ({ sandbox, cluster }) => {
    const report = await updateCluster(push(), cluster, {
      settings: configured,
      budget: { signal },
      memory,
    });
    const left = ['Deployment', 'CronJob'].flatMap((name) =>
      sandbox.objects(name).flatMap((each) => parseWorkload(kindOf(name), each) ?? []),
    );
    return {
      report,
      left: left.map(({ labels, annotations, containers }) => ({ labels, annotations, containers })),
    };
  });
}

/** Whatever memory there is for plans, an event comes to the same. Throws where it does not. */
function sameForAll(memoryOf: (bytes: number) => Memory): Promise<void> {
  return fc.assert(
    fc.asyncProperty(anyCluster, anySettings, async (given, changes) => {
      const configured = settings(changes);
      const expected = await outcomeOf(given, configured, new PlanMemory(Infinity));
      for (const bytes of [0, 10_000])
        assert.deepEqual(await outcomeOf(given, configured, memoryOf(bytes)), expected);
    }),
    { numRuns: 25 },
  );
}

describe('the law of kept plans', () => {
  it('whatever memory there is, images, labels, records and the report are the same', () =>
    sameForAll((bytes) => new PlanMemory(bytes)));

  const broken = (spoil: (plan: NamedPlan) => KeptPlan) => (bytes: number) => {
    const memory = new PlanMemory(bytes);
    return {
      keep: (plan: WorkloadPlan) => {
        const kept = memory.keep(plan);
        return isWhole(kept) ? kept : spoil(kept);
      },
    };
  };
  it('is broken by memory that forgets what it has no room for', () =>
    assert.rejects(sameForAll(broken((plan) => ({ ...plan, name: 'gone' })))));
  it('is broken by memory that takes one workload for another', () =>
    assert.rejects(sameForAll(broken((plan) => ({ ...plan, namespace: 'b', name: 'w0' })))));
});

describe('the work of an event', () => {
  it('reports what was found and what is missing, each by its name', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const work = startUpdateRun(push(), { settings: settings(), sources: [] }, { signal });
      const missing = [{ name: 'lost', fault: new Fault('NotServing', 'x') }];
      const reports = await work.update({ clusters: [cluster], missing });
      assert.deepEqual(
        reports.map((report) => [report.cluster, ...reasons(report)]),
        [['test'], ['lost', 'NotServing']],
      );
      assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1@${digest(1)}` });
    }));

  it('throws what an entry throws', () => {
    const lost = { name: 'lost', find: () => Promise.reject(new Fault('NoKubeconfig', 'x')) };
    return rejectsWith(
      'NoKubeconfig',
      startUpdateRun(push(), { settings: settings(), sources: [] }, { signal }).find(lost),
    );
  });

  it('gives each entry the budget of a cluster, and no more than is left of the event', async () => {
    for (const [budgets, longest] of [
      [{ event: EVENT_MS, cluster: 1000 }, 1000],
      [{ event: 500, cluster: 1000 }, 500],
    ] as const) {
      const asked: Budget[] = [];
      const before = Date.now();
      const context = { settings: settings(), sources: [], budgets };
      const work = startUpdateRun(push(), context, eventDeadline(context, signal));
      await work.find({
        name: 'asked',
        find: (budget) => (asked.push(budget), Promise.resolve({ clusters: [], missing: [] })),
      });
      const deadline = asked[0]?.deadline ?? Infinity;
      assert.ok(deadline >= before && deadline <= Date.now() + longest, String(deadline - before));
    }
  });

  it('ends with the budget of a cluster, which begins when its turn comes', async () => {
    const asked: Budget[] = [];
    const budgets = { event: EVENT_MS, cluster: 30 };
    const atOnce = { clusters: 1, patienceMs: 60_000 };
    const work = startUpdateRun(
      push(),
      { settings: settings(), sources: [], budgets, concurrency: atOnce },
      { signal },
    );
    const waits = [1, 2, 3].map(() =>
      rejectsWith('OutOfTime', work.find(neverFound('asked', (budget) => void asked.push(budget)))),
    );
    await Promise.all(waits);
    const deadlines = asked.map(({ deadline = 0 }) => deadline);
    assert.equal(new Set(deadlines).size, 3);
  });

  it('ends when the caller goes away', async () => {
    const gone = new AbortController();
    const work = startUpdateRun(push(), { settings: settings(), sources: [] }, { signal: gone.signal });
    const end = rejectsWith('OutOfTime', work.find(neverFound('asked')));
    gone.abort();
    await end;
  });
});
