import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { PlanMemory } from '../../lib/core/plan/plan-memory.ts';
import type { Policy } from '../../lib/core/policy/policy.ts';
import { reportDocument } from '../../lib/report/report-document.ts';
import { updateCluster } from '../../lib/pipeline/update-cluster.ts';
import { reportNotFound } from '../../lib/pipeline/update-clusters.ts';
import { digest, push, REPOSITORY, settings, written, type Given } from '../support/builders.ts';
import { images, onSandbox, patches } from '../support/on-sandbox.ts';
import { reasons } from './report-reasons.ts';

const { signal } = new AbortController();

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
    const objects = Array.from({ length: 90 }, (_, index) => ({ name: `w${index}`, metadata: written() }));
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
        const { totals, omitted } = reportDocument({ push: push(), clusters: [report] }, { bytes: Infinity });
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
        const { totals, omitted } = reportDocument({ push: push(), clusters: [report] }, { bytes: Infinity });
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
      const policy: Policy = { text: 'broken', orderedBy: 'time', evaluate: () => assert.fail('a mistake') };
      const report = await updateCluster(push(), cluster, {
        settings: settings({ policy }),
        budget: { signal },
      });
      assert.deepEqual(reasons(report), ['Unexpected']);
    }));

  it('that was not found is reported with what kept it from being found', () => {
    const report = reportNotFound(
      'prod',
      new UpdaterError('NotServing', 'x', { terms: { CLUSTER: 'prod' } }),
    );
    assert.deepEqual(report.faults, [
      { where: 'find the cluster', reason: 'NotServing', detail: 'x', terms: { CLUSTER: 'prod' } },
    ]);
  });
});
