import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  distinctPushes,
  heldBack,
  selectUpdates,
  takeWorkloads,
} from '../../../lib/pipeline/reconcile/select-updates.ts';
import type { PlacedUpdate } from '../../../lib/pipeline/reconcile/context.ts';
import { CLUSTER, kind, push, settings } from '../../support/builders.ts';
import { neverSent } from './reconciling.ts';

const A = { ...CLUSTER, name: 'a', transport: neverSent() };
const B = { ...CLUSTER, name: 'b', transport: neverSent() };
const PUSHES = [1000, 2000, 3000].map((publishedAt) => push({ publishedAt, id: `p${publishedAt}` }));

const updates = fc
  .array(
    fc.record({
      cluster: fc.constantFrom(A, B),
      push: fc.constantFrom(...PUSHES),
      namespace: fc.constantFrom('shop', 'pay'),
      name: fc.constantFrom('w1', 'w2', 'w3', 'w4', 'w5'),
      counted: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((all) => {
    const each = all.map(({ cluster, push: missed, namespace, name, counted }): PlacedUpdate => {
      const container = { name: 'app', image: 'x' };
      const workload = { kind: 'Deployment', namespace, name };
      return {
        cluster,
        push: missed,
        plan: { kind: kind('Deployment'), namespace, name, container },
        planned: [
          {
            workload,
            container: 'app',
            image: 'x',
            result: 'planned',
            from: 'x',
            to: 'y',
            effect: 'now',
            restarted: false,
            staleImage: false,
            pinned: true,
          },
        ],
        counted,
      };
    });
    // A workload misses a push once.
    return [...new Map(each.map((one) => [key(one) + one.push.id, one])).values()];
  });

function key({ cluster, plan: { namespace, name } }: PlacedUpdate): string {
  return `${cluster.name}/${namespace}/${name}`;
}

const limited = fc.record({
  reconcileUpdates: fc.integer({ min: 1, max: 8 }),
  limits: fc.record({
    workloadsPerNamespace: fc.integer({ min: 1, max: 6 }),
    workloadsPerCluster: fc.integer({ min: 1, max: 9 }),
  }),
});

describe('the selected updates of a run', () => {
  it('are those within the limits of their pushes, and every other one has its reason', () =>
    fc.assert(
      fc.property(updates, limited, (all, changes) => {
        const { updates: chosen, skipped } = selectUpdates(all, settings(changes));
        assert.equal(chosen.length + skipped.length, all.length);
      }),
      { numRuns: 500 },
    ));

  it('are taken for no more workloads than the limit of the run, each with all its updates', () =>
    fc.assert(
      fc.property(updates, limited, (all, changes) => {
        const { updates: chosen } = selectUpdates(all, settings(changes));
        const { taken, rest } = takeWorkloads(chosen, changes.reconcileUpdates);
        const workloads = new Set(taken.map(key));
        assert.equal(workloads.size, Math.min(changes.reconcileUpdates, new Set(chosen.map(key)).size));
        assert.ok(rest.every((one) => !workloads.has(key(one))));
        assert.equal(taken.length + rest.length, chosen.length);
      }),
      { numRuns: 500 },
    ));

  it('are taken oldest first: none that waits is of an older push than one of another workload that is taken', () =>
    fc.assert(
      fc.property(updates, limited, (all, changes) => {
        const { updates: chosen } = selectUpdates(all, settings(changes));
        const { taken, rest } = takeWorkloads(chosen, changes.reconcileUpdates);
        const oldest = new Map<string, number>();
        for (const one of taken)
          oldest.set(key(one), Math.min(oldest.get(key(one)) ?? Infinity, one.push.publishedAt));
        for (const { push: waiting } of rest)
          for (const age of oldest.values()) assert.ok(age <= waiting.publishedAt);
      }),
      { numRuns: 500 },
    ));

  it('are none of a push beyond its limits in a namespace, in which nothing of it is selected', () =>
    fc.assert(
      fc.property(updates, limited, (all, changes) => {
        const { updates: chosen } = selectUpdates(all, settings(changes));
        const groups = Map.groupBy(all, (one) => `${one.push.id} ${one.cluster.name} ${one.plan.namespace}`);
        for (const group of groups.values())
          if (group.filter(({ counted }) => counted).length > changes.limits.workloadsPerNamespace)
            assert.ok(group.every((one) => !chosen.includes(one)));
      }),
      { numRuns: 500 },
    ));

  it('are the same in any order of the scans', () =>
    fc.assert(
      fc.property(updates, limited, (all, changes) => {
        const [first, second] = [all, all.toReversed()].map(
          (order) => selectUpdates(order, settings(changes)).updates,
        );
        assert.deepEqual(
          first?.map((one) => key(one) + one.push.id),
          second?.map((one) => key(one) + one.push.id),
        );
      }),
      { numRuns: 300 },
    ));
});

describe('the pushes of some updates', () => {
  it('are each named once, in their order', () => {
    const [first, second] = PUSHES;
    assert.ok(first !== undefined && second !== undefined);
    const given = [first, first, second].map((each) => ({ push: each }));
    assert.deepEqual(distinctPushes(given), [first, second]);
  });
});

describe('an update that is held back', () => {
  it('skips what was planned, for the reason', () =>
    fc.assert(
      fc.property(updates, (all) => {
        for (const each of all)
          assert.deepEqual(
            heldBack(each, 'NextRun').outcomes.map(({ result }) => result),
            ['skipped'],
          );
      }),
      { numRuns: 20 },
    ));
});
