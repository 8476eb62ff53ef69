import assert from 'node:assert/strict';
import { Fault } from '../lib/core/fault.ts';
import type { Policy } from '../lib/core/policy/policy.ts';
import type { ClusterReport } from '../lib/core/report.ts';
import type { Budget } from '../lib/kubernetes/http/retry.ts';
import { notFound, updateCluster, workOf } from '../lib/update-cluster.ts';
import { digest, push, REPOSITORY, settings, type Given } from './core/given.ts';
import { neverFound } from './kubernetes/never-found.ts';
import { images, onSandbox, patches } from './kubernetes/on-sandbox.ts';
import { rejectsWith } from './kubernetes/rejects-with.ts';

const { signal } = new AbortController();
const EVENT_MS = 300_000;

function reasons({ faults, failed }: ClusterReport): string[] {
  return [...faults, ...failed].map(({ reason }) => reason);
}

describe('one cluster', () => {
  it('is scanned, decided, patched and reported', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const report = await updateCluster(push(), cluster, settings(), { signal });
      assert.deepEqual([report.cluster, report.scanned, report.updated.length], ['test', 1, 1]);
      assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1@${digest(1)}` });
    }));

  it('is read once more where a namespace beyond its limit crowded out others', () => {
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
      const report = await updateCluster(push(), cluster, settings({ limits }), { signal });
      assert.deepEqual(
        report.updated.map(({ workload: { namespace } }) => namespace),
        ['b', 'b', 'c'],
      );
      assert.deepEqual([reasons(report), report.scanned], [['TooMany'], 6]);
      const lists = sandbox.requests.filter(({ path }) => path.endsWith('/deployments'));
      assert.equal(lists.length, 2);
    });
  });

  it('holds back what is beyond its limits, and not for a push that ignores them', () => {
    const limits = { workloadsPerNamespace: 2, workloadsPerCluster: 2 };
    const objects = ['a', 'b', 'c'].map((name) => ({ name }));
    return onSandbox({ objects }, async ({ cluster, sandbox }) => {
      const held = await updateCluster(push(), cluster, settings({ limits }), { signal });
      assert.deepEqual([held.updated, patches(sandbox)], [[], []]);
      const report = await updateCluster(push({ ignoreLimit: true }), cluster, settings({ limits }), {
        signal,
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
      const report = await updateCluster(push(), cluster, settings({ limits }), { signal });
      assert.deepEqual([report.updated.length, report.scanned, reasons(report)], [3, 3, []]);
    }));

  it('where the program itself fails says so in its report', () =>
    onSandbox({}, async ({ cluster }) => {
      const policy: Policy = { text: 'broken', orderedBy: 'time', answer: () => assert.fail('a mistake') };
      const report = await updateCluster(push(), cluster, settings({ policy }), { signal });
      assert.deepEqual(reasons(report), ['Unexpected']);
    }));

  it('that was not found is reported with what kept it from being found', () => {
    const report = notFound('prod', new Fault('NotServing', 'x', { terms: { CLUSTER: 'prod' } }));
    assert.deepEqual(report.faults, [
      { where: 'find the cluster', reason: 'NotServing', detail: 'x', terms: { CLUSTER: 'prod' } },
    ]);
  });
});

describe('the work of an event', () => {
  it('reports what was found and what is missing, each by its name', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const work = workOf(push(), { settings: settings(), sources: [] }, signal);
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
      workOf(push(), { settings: settings(), sources: [] }, signal).find(lost),
    );
  });

  it('gives each entry the budget of a cluster, and no more than is left of the event', async () => {
    for (const [budgets, longest] of [
      [{ event: EVENT_MS, cluster: 1000 }, 1000],
      [{ event: 500, cluster: 1000 }, 500],
    ] as const) {
      const asked: Budget[] = [];
      const work = workOf(push(), { settings: settings(), sources: [], budgets }, signal);
      const before = Date.now();
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
    const work = workOf(push(), { settings: settings(), sources: [], budgets, atOnce }, signal);
    const waits = [1, 2, 3].map(() =>
      rejectsWith('OutOfTime', work.find(neverFound('asked', (budget) => void asked.push(budget)))),
    );
    await Promise.all(waits);
    const deadlines = asked.map(({ deadline = 0 }) => deadline);
    assert.equal(new Set(deadlines).size, 3);
  });

  it('ends when the caller goes away', async () => {
    const gone = new AbortController();
    const work = workOf(push(), { settings: settings(), sources: [] }, gone.signal);
    const end = rejectsWith('OutOfTime', work.find(neverFound('asked')));
    gone.abort();
    await end;
  });
});
