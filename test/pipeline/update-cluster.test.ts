import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Fault } from '../../lib/core/errors/fault.ts';
import { isWhole, PlanMemory, type KeptPlan, type NamedPlan } from '../../lib/core/plan/kept-plan.ts';
import type { WorkloadPlan } from '../../lib/core/plan/plan.ts';
import type { Policy } from '../../lib/core/policy/policy.ts';
import { countOf, type ClusterReport } from '../../lib/core/report/report.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { parseWorkload } from '../../lib/core/workload/workload.ts';
import type { Budget } from '../../lib/async/retry.ts';
import { reportDocument } from '../../lib/report/report-document.ts';
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

  it('gives back with a list that breaks off the memory of what was decided of it', () => {
    const objects = Array.from({ length: 90 }, (_, index) => ({ name: `w${index}` }));
    return onSandbox({ objects }, async ({ cluster, sandbox }) => {
      sandbox.fail({
        fault: { type: 'cut', at: { afterItem: 80 }, end: 'broken' },
        match: { path: 'deployments' },
        times: 2,
      });
      // Enough for one attempt, and not for two.
      const memory = new PlanMemory(500_000);
      const report = await updateCluster(push(), cluster, {
        settings: settings(),
        budget: { signal },
        memory,
      });
      const readAgain = sandbox.requests.filter(({ path }) => /deployments\/w\d+$/.test(path));
      assert.deepEqual(
        [report.updated.length, readAgain.filter(({ method }) => method === 'GET').length],
        [90, 0],
      );
    });
  });

  describe('whose owners have made more than 2,000 containers that no limit counts', () => {
    const containers = Array.from({ length: 100 }, (_, index) => ({
      name: `c${index}`,
      image: `${REPOSITORY}:v1`,
    }));
    const objects = Array.from({ length: 24 }, (_, index) => ({
      name: `w${String(index).padStart(2, '0')}`,
      spec: { replicas: 0 },
      containers,
    }));

    it('is reported with 2,000 rows of them, the first, and counts all', () =>
      onSandbox({ objects }, async ({ cluster }) => {
        const report = await updateCluster(push(), cluster, { settings: settings(), budget: { signal } });
        const { updated } = report;
        assert.deepEqual(
          [updated.length, updated[0]?.workload.name, updated.at(-1)?.workload.name],
          [2_000, 'w00', 'w19'],
        );
        const { totals, omitted } = reportDocument({ push: push(), clusters: [report] }, Infinity);
        assert.deepEqual([totals.updated, omitted.updated], [2_400, 400]);
      }));

    it('is reported with 2,000 rows of each failure', () =>
      onSandbox({ objects }, async ({ cluster, sandbox }) => {
        sandbox.fail({
          fault: { type: 'webhook', webhook: 'w', message: 'no', code: 403 },
          match: { method: 'PATCH' },
          times: Infinity,
        });
        const report = await updateCluster(push(), cluster, { settings: settings(), budget: { signal } });
        assert.deepEqual([report.failed.length, report.updated], [2_000, []]);
        const { totals, omitted } = reportDocument({ push: push(), clusters: [report] }, Infinity);
        assert.deepEqual([totals.failed, omitted.failed], [2_400, 400]);
      }));

    it('is reported in full for who asks for all', () =>
      onSandbox({ objects }, async ({ cluster }) => {
        const watch = { examples: Infinity, stop: signal };
        const report = await updateCluster(push(), cluster, {
          settings: settings(),
          budget: { signal },
          watch,
        });
        assert.equal(report.updated.length, 2_400);
      }));
  });

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
    const keep = (plan: WorkloadPlan): KeptPlan => {
      const kept = memory.keep(plan);
      return isWhole(kept) ? kept : spoil(kept);
    };
    return { part: () => ({ keep, giveBack: () => memory.giveBack() }) };
  };
  it('is broken by memory that forgets what it has no room for', () =>
    assert.rejects(sameForAll(broken((plan) => ({ ...plan, name: 'gone' })))));
  it('is broken by memory that takes one workload for another', () =>
    assert.rejects(sameForAll(broken((plan) => ({ ...plan, namespace: 'b', name: 'w0' })))));
});

/** In observe mode an event reports what it would write, whatever memory there is, and sends lists alone. Throws where not. */
function observesWhatIsApplied(observe: typeof outcomeOf): Promise<void> {
  return fc.assert(
    fc.asyncProperty(anyCluster, anySettings, fc.constantFrom(0, 10_000), async (given, changes, bytes) => {
      const applying = settings({ ...changes, mode: 'apply' });
      const { report } = await outcomeOf(given, applying, new PlanMemory(Infinity));
      const observed = await observe(given, { ...applying, mode: 'observe' }, new PlanMemory(bytes));
      const updated = report.updated.map((row) => ({ ...row, result: 'planned' }));
      assert.deepEqual(observed.report, { ...report, updated });
    }),
    { numRuns: 25 },
  );
}

describe('the law of observe mode', () => {
  it('whatever memory there is, what is planned is what would be updated, and all else is the same', () =>
    observesWhatIsApplied(outcomeOf));

  it('is broken by one that leaves out what has no replicas', () =>
    assert.rejects(
      observesWhatIsApplied((given, configured, memory) =>
        outcomeOf(
          given.filter(({ spec = {} }) => !('replicas' in spec)),
          configured,
          memory,
        ),
      ),
    ));

  it('asks for no right but to list, whatever memory there is', () => {
    const objects = ['a', 'b', 'c'].map((name) => ({ name }));
    return onSandbox({ objects }, async ({ cluster, sandbox }) => {
      const memory = new PlanMemory(0);
      const report = await updateCluster(push(), cluster, {
        settings: settings({ mode: 'observe' }),
        budget: { signal },
        memory,
      });
      assert.deepEqual(
        report.updated.map(({ workload: { name }, result }) => `${name} ${result}`),
        ['a planned', 'b planned', 'c planned'],
      );
      const other = sandbox.requests.filter(({ path }) => path.includes('/namespaces/'));
      assert.deepEqual(
        other.map(({ method, path }) => `${method} ${path}`),
        [],
      );
    });
  });

  it('is held for 2,400 containers of which 2,000 are listed, and for the rest counts', () => {
    const containers = Array.from({ length: 100 }, (_, index) => ({
      name: `c${index}`,
      image: `${REPOSITORY}:v1`,
    }));
    const objects = Array.from({ length: 24 }, (_, index) => ({
      name: `w${String(index).padStart(2, '0')}`,
      spec: { replicas: 0 },
      containers: [...containers, { name: 'other', image: `${REPOSITORY}:v2` }],
    }));
    return onSandbox({ objects }, async ({ cluster }) => {
      const observed = await updateCluster(push(), cluster, {
        settings: settings({ mode: 'observe' }),
        budget: { signal },
      });
      const applied = await updateCluster(push(), cluster, { settings: settings(), budget: { signal } });
      const rows = ({ updated }: ClusterReport) =>
        updated.map(({ workload: { name }, container }) => `${name} ${container}`);
      assert.deepEqual(rows(observed), rows(applied));
      assert.deepEqual(observed.skipped, applied.skipped);
      assert.deepEqual(
        [countOf(observed, 'planned'), countOf(applied, 'updated'), observed.updated.length],
        [2_400, 2_400, 2_000],
      );
    });
  });

  it('lists what another namespace plans, though one that is beyond its limit comes before', () => {
    const many = (namespace: string, count: number): Given[] =>
      Array.from({ length: count }, (_, index) => ({
        namespace,
        name: `${namespace}-${index}`,
        containers: Array.from({ length: 30 }, (_each, place) => ({
          name: `c${place}`,
          image: `${REPOSITORY}:v1`,
        })),
      }));
    return onSandbox({ objects: [...many('a', 105), ...many('b', 2)] }, async ({ cluster }) => {
      const report = await updateCluster(push(), cluster, {
        settings: settings({ mode: 'observe' }),
        budget: { signal },
      });
      assert.deepEqual(
        [report.updated.length, report.unlisted, reasons(report)],
        [60, undefined, ['TooMany']],
      );
    });
  });
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
