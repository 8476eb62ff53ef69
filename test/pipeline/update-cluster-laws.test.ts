import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isWhole, PlanMemory, type PlanInMemory, type NamedPlan } from '../../lib/core/plan/plan-memory.ts';
import type { WorkloadPlan } from '../../lib/core/plan/plan.ts';
import { countContainers, type ClusterReport } from '../../lib/core/report/report.ts';
import type { Settings } from '../../lib/core/settings.ts';
import { parseWorkload } from '../../lib/core/workload/workload.ts';
import { updateCluster, type UpdateOptions } from '../../lib/pipeline/update-cluster.ts';
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
import { onSandbox } from '../support/on-sandbox.ts';
import { reasons } from './report-reasons.ts';

const { signal } = new AbortController();

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

describe('the law of kept plans', () => {
  it('whatever memory there is, images, labels, records and the report are the same', () =>
    sameForAll((bytes) => new PlanMemory(bytes)));

  const broken = (spoil: (plan: NamedPlan) => PlanInMemory) => (bytes: number) => {
    const memory = new PlanMemory(bytes);
    const keep = (plan: WorkloadPlan): PlanInMemory => {
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
        [countContainers(observed, 'planned'), countContainers(applied, 'updated'), observed.updated.length],
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

/** What an event leaves in a cluster: its report, and of each object what the updater writes, without the time of a restart. */
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
