import assert from 'node:assert/strict';
import { Fault } from '../../lib/core/errors/fault.ts';
import { PlanMemory, type KeptPlan } from '../../lib/core/plan/kept-plan.ts';
import type { WorkloadPlan } from '../../lib/core/plan/plan.ts';
import type { Outcome } from '../../lib/core/report/report.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { parseWorkload } from '../../lib/core/workload/workload.ts';
import { apply, type ApplyRun } from '../../lib/kubernetes/apply.ts';
import type { Transport } from '../../lib/kubernetes/client/transport.ts';
import { kind, REPOSITORY, settings, type Given } from '../support/builders.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { images, onSandbox, stored, type SandboxCluster } from '../support/on-sandbox.ts';
import { planned, planning } from '../support/planning.ts';

function named(count: number): Given[] {
  return Array.from({ length: count }, (_, index) => ({ name: `web-${String(index).padStart(2, '0')}` }));
}

/** Plans a push for all Deployments of the sandbox, and applies it; plans are kept as `keep` says. */
function applied(
  { sandbox, cluster }: SandboxCluster,
  configured: Settings = settings(),
  changes: Partial<ApplyRun> = {},
  keep: (plan: WorkloadPlan) => KeptPlan = (plan) => plan,
): Promise<Outcome[]> {
  const workloads = sandbox
    .objects('Deployment')
    .flatMap((object) => parseWorkload(kind('Deployment'), object) ?? []);
  const asked = { ...planning({ settings: configured }), cluster };
  const plans = workloads.map((workload) => keep(planned(workload, asked)));
  const { signal } = new AbortController();
  return apply(plans, { ...asked, budget: { signal }, clock: fakeClock(), ...changes });
}

function says(outcomes: readonly Outcome[]): string[] {
  return outcomes.map(
    (outcome) => `${outcome.workload.name} ${'reason' in outcome ? outcome.reason : outcome.result}`,
  );
}

/** Counts the requests that are under way through a transport, and how many were at most. */
function counting(transport: Transport) {
  const count = { now: 0, most: 0 };
  const json: Transport['json'] = async (request) => {
    count.now += 1;
    count.most = Math.max(count.most, count.now);
    try {
      return await transport.json(request);
    } finally {
      count.now -= 1;
    }
  };
  return { count, transport: { ...transport, json } };
}

/** Smaller with each call. */
function sinking(): () => number {
  let next = 1;
  return () => (next /= 2);
}

/** A transport whose patches of the workloads that `hangs` names time out; and what was patched, in that order. */
function hanging(transport: Transport, hangs: (path: string) => boolean) {
  const asked: string[] = [];
  const json: Transport['json'] = (request) => {
    asked.push(request.path);
    return hangs(request.path) ? Promise.reject(new Fault('Timeout', 'hangs')) : transport.json(request);
  };
  return { asked, transport: { ...transport, json } };
}

describe('apply', () => {
  it('tries every workload once before it tries any of those again that hang', () =>
    onSandbox({ objects: named(40) }, async ({ sandbox, cluster }) => {
      const { asked, transport } = hanging(cluster.transport, (path) => /web-[01]\d$/.test(path));
      const outcomes = await applied({ sandbox, cluster: { ...cluster, transport } });
      assert.equal(new Set(asked.slice(0, 40)).size, 40);
      assert.deepEqual(
        says(outcomes),
        named(40).map(({ name = '' }, index) => `${name} ${index < 20 ? 'Timeout' : 'updated'}`),
      );
    }));

  it('does not begin with the same workload each time', () =>
    onSandbox({ objects: named(20) }, async ({ sandbox, cluster }) => {
      const orders = [];
      for (const random of [() => 0.5, sinking()]) {
        const { asked, transport } = hanging(cluster.transport, () => true);
        await applied({ sandbox, cluster: { ...cluster, transport } }, settings(), {
          clock: { ...fakeClock(), random },
        });
        orders.push(asked.slice(0, 20));
      }
      assert.deepEqual(orders[0], orders[1]?.toReversed());
    }));

  it('patches eight workloads at once, and no more', () =>
    onSandbox({ objects: named(30) }, async ({ sandbox, cluster }) => {
      const { count, transport } = counting(cluster.transport);
      const outcomes = await applied({ sandbox, cluster: { ...cluster, transport } });
      assert.equal(outcomes.length, 30);
      assert.equal(count.most, 8);
    }));

  it('says what became of each workload in the order of the plan, whichever was done first', () =>
    onSandbox({ objects: named(12) }, async (stage) => {
      stage.sandbox.fail({ fault: { type: 'delay', ms: 20 }, match: { path: 'web-00' } });
      stage.sandbox.fail({ fault: { type: 'conflict' }, match: { path: 'web-03' } });
      const outcomes = await applied(stage);
      assert.deepEqual(
        says(outcomes),
        named(12).map(({ name }) => `${name} updated`),
      );
    }));

  it('finishes the others where one fails for good', () =>
    onSandbox({ objects: named(5) }, async (stage) => {
      const { sandbox } = stage;
      const match = { method: 'PATCH', path: 'web-01' };
      sandbox.fail({ fault: { type: 'serverError', code: 503 }, match, times: Infinity });
      sandbox.fail({
        fault: { type: 'webhook', webhook: 'w', message: 'no', code: 403 },
        match: { path: 'web-02' },
      });
      assert.deepEqual(says(await applied(stage)), [
        'web-00 updated',
        'web-01 ServerError',
        'web-02 Refused',
        'web-03 updated',
        'web-04 updated',
      ]);
      assert.equal(images(sandbox, 'web-01')['app'], `${REPOSITORY}:v1`);
    }));

  it('sends nothing for what is left as it is', () =>
    onSandbox({ objects: [{ containers: [{ name: 'app', image: `${REPOSITORY}:v2` }] }] }, async (stage) => {
      assert.deepEqual(says(await applied(stage)), ['web OtherTag']);
      assert.equal(stage.sandbox.requests.length, 0);
    }));

  it('hands over what is skipped with its place, and gives back all else', () =>
    onSandbox({ objects: named(3) }, async (stage) => {
      const places: (readonly [string, number])[] = [];
      const onSkipped: ApplyRun['onSkipped'] = (skipped, place) =>
        void places.push(...skipped.map(({ workload }) => [workload.name, place] as const));
      const held = stored({ name: 'web-01', metadata: { labels: { 'image-updater/hold': 'true' } } });
      stage.sandbox.put(held);
      const outcomes = await applied(stage, settings(), { onSkipped });
      assert.deepEqual(says(outcomes), ['web-00 updated', 'web-02 updated']);
      assert.deepEqual(places, [['web-01', 1]]);
    }));

  it('only plans in observe mode: nothing is sent', () =>
    onSandbox({ objects: named(3) }, async (stage) => {
      const outcomes = await applied(stage, settings({ mode: 'observe' }));
      assert.deepEqual(says(outcomes), ['web-00 planned', 'web-01 planned', 'web-02 planned']);
      assert.equal(stage.sandbox.requests.length, 0);
    }));

  it('begins no patch after the time is up, and says so of each', () =>
    onSandbox({ objects: named(10) }, async (stage) => {
      const outcomes = await applied(stage, settings(), { budget: { signal: AbortSignal.abort() } });
      assert.deepEqual(new Set(says(outcomes).map((text) => text.split(' ')[1])), new Set(['OutOfTime']));
      assert.equal(outcomes.length, 10);
      assert.equal(stage.sandbox.requests.length, 0);
    }));
});

describe('apply of plans that are kept by name', () => {
  const memory = new PlanMemory(0);
  const byName = (plan: WorkloadPlan): KeptPlan => memory.keep(plan);
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
