import assert from 'node:assert/strict';
import { AnnotationPolicies } from '../../lib/core/policy/annotation-policies.ts';
import { PlanSink } from '../../lib/kubernetes/plan-sink.ts';
import { isWhole, PlanMemory } from '../../lib/core/plan/plan-memory.ts';
import { settings, workload } from '../support/builders.ts';
import { planning } from '../support/planning.ts';

/** A workload whose policy takes time to read. */
const costly = (index: number, namespace = 'shop') =>
  workload({
    name: `w${index}`,
    namespace,
    metadata: { annotations: { 'image-updater/policy': `pattern:v${index}|v1` } },
  });

describe('the sink that plans', () => {
  it('decides a workload at once where that takes no time', () => {
    const sink = new PlanSink(planning());
    assert.equal(sink.take(workload()), undefined);
    assert.equal(sink.plan.plans.length, 1);
  });

  it('decides each workload at the time when it is read', () => {
    const window = { days: ['thu'], from: 0, to: 10, timeZone: 'UTC' } as const;
    const asked = planning({ settings: settings({ rules: [{ windows: [window], enforce: false }] }) });
    let now = 599_999;
    const sink = new PlanSink(asked, { now: () => now });
    void sink.take(workload({ name: 'before' }));
    now = 600_000;
    void sink.take(workload({ name: 'after' }));
    assert.equal(sink.plan.plans.length, 1);
    assert.deepEqual(
      sink.plan.skipped.counts().map(({ reason, examples }) => [reason, examples[0]?.workload.name]),
      [['NoTick', 'after']],
    );
  });

  it('has whoever reads wait before many policies are read in one turn', async () => {
    const sink = new PlanSink(planning());
    let waits = 0;
    for (let index = 0; index < 40; index += 1) {
      const taken = sink.take(costly(index));
      if (taken !== undefined) waits += 1;
      await taken;
    }
    assert.ok(waits >= 4, String(waits));
    assert.equal(sink.plan.plans.length, 40);
  });

  it('gives back the memory of a list that broke off', () => {
    const asked = planning({ memory: new PlanMemory(400_000) });
    const filled = (): number => {
      const sink = new PlanSink(asked);
      for (let index = 0; index < 200; index += 1) void sink.take(workload({ name: `w${index}` }));
      sink.drop();
      return sink.plan.plans.filter(isWhole).length;
    };
    const first = filled();
    assert.ok(first > 0 && first < 200, String(first));
    assert.equal(filled(), first);
  });

  it('shares with other lists of the cluster what may be read', async () => {
    const policies = new AnnotationPolicies({ perNamespace: 2, guaranteed: 2, perCluster: 3 });
    const sinks = [new PlanSink(planning({ policies })), new PlanSink(planning({ policies }))];
    for (const [index, sink] of [...sinks, ...sinks].entries()) await sink.take(costly(index));
    const skipped = sinks.flatMap(({ plan }) => plan.skipped.counts());
    assert.deepEqual(
      skipped.map(({ reason, count }) => [reason, count]),
      [
        ['TooManyPolicies', 1],
        ['TooManyPolicies', 1],
      ],
    );
  });
});
