import assert from 'node:assert/strict';
import type { ClusterPlanning } from '../../lib/core/plan/cluster-plan.ts';
import { isWhole, PlanMemory } from '../../lib/core/plan/plan-memory.ts';
import { planAgain } from '../../lib/kubernetes/plan-again.ts';
import { digest, REPOSITORY, settings, workload, type Given } from '../support/builders.ts';
import { planned, planning } from '../support/planning.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { onSandbox, type SandboxCluster } from '../support/on-sandbox.ts';
import { SUBJECT } from '../support/outcome-builders.ts';

/** Plans this workload, keeps its name, and plans it again as the sandbox has it. */
async function again(given: Given, { cluster }: SandboxCluster, changes: Partial<ClusterPlanning> = {}) {
  const asked = { ...planning(changes), cluster };
  const named = new PlanMemory(0).keep(planned(workload(given), asked));
  assert.ok(!isWhole(named));
  const { signal } = new AbortController();
  return planAgain(named, { ...asked, budget: { signal }, clock: fakeClock() });
}

describe('a plan that is made again', () => {
  it('is that of the workload as it is now', () =>
    onSandbox({}, async (stage) => {
      const plan = await again({}, stage);
      assert.ok('changes' in plan);
      assert.equal(plan.changes[0]?.decision.applied.entry.to, `${REPOSITORY}:v1@${digest(1)}`);
      assert.deepEqual(
        stage.sandbox.requests.map(({ method, path }) => `${method} ${path}`),
        ['GET /apis/apps/v1/namespaces/shop/deployments/web'],
      );
    }));

  it('has no changes where somebody holds the workload meanwhile', () =>
    onSandbox({ objects: [{ metadata: { labels: { 'image-updater/hold': '' } } }] }, async (stage) => {
      const plan = await again({}, stage);
      assert.ok('changes' in plan);
      assert.deepEqual([plan.changes, plan.skipped.map(({ reason }) => reason)], [[], ['Held']]);
    }));

  it('has no changes where a window has closed meanwhile', () =>
    onSandbox({}, async (stage) => {
      const window = { days: ['thu'], from: 0, to: 10, timeZone: 'UTC' } as const;
      const rules = [{ windows: [window], enforce: false }];
      const plan = await again({}, stage, { settings: settings({ rules }), now: 599_999 });
      assert.ok('changes' in plan);
      assert.deepEqual([plan.changes, plan.skipped.map(({ reason }) => reason)], [[], ['NoTick']]);
    }));

  it('is Gone where there is no such workload any more, with the container that was to be written', () =>
    onSandbox({ objects: [] }, async (stage) =>
      assert.deepEqual(await again({}, stage), { ...SUBJECT, result: 'skipped', reason: 'Gone' }),
    ));

  it('is a failure of that container where it cannot be read', () =>
    onSandbox({}, async (stage) => {
      stage.sandbox.fail({ fault: { type: 'forbidden', user: 'u' } });
      const failed = await again({}, stage);
      assert.ok('detail' in failed);
      assert.deepEqual(failed, { ...SUBJECT, result: 'failed', reason: 'Forbidden', detail: failed.detail });
    }));
});
