import assert from 'node:assert/strict';
import { PlanMemory, type PlanInMemory } from '../../lib/core/plan/plan-memory.ts';
import type { WorkloadPlan } from '../../lib/core/plan/plan.ts';
import type { Settings } from '../../lib/core/settings.ts';
import type { ApplyRun } from '../../lib/kubernetes/apply.ts';
import { settings, type Given } from '../support/builders.ts';
import { onSandbox, stored, type SandboxCluster } from '../support/on-sandbox.ts';
import { named, applied, says, counting, hanging, holding } from './applying.ts';

describe('apply of plans that are kept by name', () => {
  const memory = new PlanMemory(0);
  const byName = (plan: WorkloadPlan): PlanInMemory => memory.keep(plan);
  const appliedByName = (stage: SandboxCluster, configured?: Settings, changes?: Partial<ApplyRun>) =>
    applied(stage, configured, changes, byName);

  it('reads each workload once, and writes it', () =>
    onSandbox({ objects: named(30) }, async (stage) => {
      assert.deepEqual(
        says(await appliedByName(stage)),
        named(30).map(({ name }) => `${name} updated`),
      );
      const methods = Object.groupBy(stage.sandbox.requests, ({ method }) => method);
      assert.deepEqual([methods['GET']?.length, methods['PATCH']?.length], [30, 30]);
    }));

  it('writes one that was read before it reads others, and sends eight requests at once', () =>
    onSandbox({ objects: named(60) }, async ({ sandbox, cluster }) => {
      const { count, transport } = counting(cluster.transport);
      await appliedByName({ sandbox, cluster: { ...cluster, transport } });
      let [read, most] = [0, 0];
      for (const { method } of sandbox.requests) {
        read += method === 'GET' ? 1 : -1;
        most = Math.max(most, read);
      }
      assert.equal(count.most, 8);
      assert.ok(most <= 16, `${most} were read and not written`);
    }));

  it('has at most 32 of them in memory while their patches are tried again', () =>
    onSandbox({ objects: named(90) }, async ({ sandbox, cluster }) => {
      sandbox.fail({
        fault: { type: 'serverError', code: 503 },
        match: { method: 'PATCH' },
        times: Infinity,
      });
      const { count, transport } = holding(cluster.transport, 5);
      const outcomes = await appliedByName({ sandbox, cluster: { ...cluster, transport } });
      assert.deepEqual(
        [outcomes.length, new Set(says(outcomes).map((text) => text.split(' ')[1]))],
        [90, new Set(['ServerError'])],
      );
      assert.ok(count.most > 8 && count.most <= 32, `${count.most} at once`);
    }));

  it('decides by what each is now, and says what became of it', () =>
    onSandbox({ objects: named(4) }, async (stage) => {
      const { sandbox } = stage;
      const change = (name: string, given: Given) => sandbox.put(stored({ name, ...given }));
      const outcomes = await applied(stage, settings(), {}, (plan) => {
        change('web-01', { metadata: { labels: { 'image-updater/hold': '' } } });
        change('web-02', { containers: [{ name: 'app', image: 'other:v1' }] });
        sandbox.remove('Deployment', 'shop', 'web-03');
        return byName(plan);
      });
      assert.deepEqual(says(outcomes), ['web-00 updated', 'web-01 Held', 'web-03 Gone']);
    }));

  it('only reads in observe mode', () =>
    onSandbox({ objects: named(3) }, async (stage) => {
      const outcomes = await appliedByName(stage, settings({ mode: 'observe' }));
      assert.deepEqual(says(outcomes), ['web-00 planned', 'web-01 planned', 'web-02 planned']);
      assert.ok(stage.sandbox.requests.every(({ method }) => method === 'GET'));
    }));

  it('reads none once it was interrupted, and says so of each', () =>
    onSandbox({ objects: named(3) }, async (stage) => {
      const outcomes = await appliedByName(stage, settings(), { watch: { stop: AbortSignal.abort() } });
      assert.deepEqual(says(outcomes), ['web-00 Interrupted', 'web-01 Interrupted', 'web-02 Interrupted']);
      assert.equal(stage.sandbox.requests.length, 0);
    }));

  it('tries every workload once before it tries any of those again that hang', () =>
    onSandbox({ objects: named(40) }, async ({ sandbox, cluster }) => {
      const { asked, transport } = hanging(cluster.transport, (path) => /web-[01]\d$/.test(path));
      const outcomes = await appliedByName({ sandbox, cluster: { ...cluster, transport } });
      const tried = asked.map((path) => /web-\d+$/.exec(path)?.[0]);
      const again = tried.findIndex(
        (name, place) => tried.indexOf(name) < place && /web-[01]/.test(name ?? ''),
      );
      assert.equal(new Set(tried.slice(0, again)).size, 40);
      assert.equal(says(outcomes).filter((text) => text.endsWith('updated')).length, 20);
    }));
});
