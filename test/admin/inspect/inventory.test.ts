import assert from 'node:assert/strict';
import { BUILT_IN_KINDS } from '../../../lib/core/workload/kind.ts';
import { readInventory } from '../../../lib/admin/inspect/inventory.ts';
import { listsToRead } from '../../../lib/kubernetes/lists-to-read.ts';
import { glob, kind, ROLLOUT } from '../../support/builders.ts';
import { GET } from '../../support/loopback.ts';
import { onSandbox } from '../../support/on-sandbox.ts';

const KINDS = [kind('Deployment'), kind('CronJob')];
const budget = { signal: GET.signal };
const OBJECTS = [
  { name: 'system', namespace: 'kube-system' },
  {},
  { name: 'other', namespace: 'pay' },
  { name: 'job', kind: 'CronJob' },
];

describe('the inventory of a cluster', () => {
  it('counts every object of each kind', () =>
    onSandbox({ objects: OBJECTS }, async ({ cluster }) => {
      const { counts, faults } = await readInventory(
        cluster,
        listsToRead({ kinds: BUILT_IN_KINDS }, cluster),
        budget,
      );
      assert.deepEqual(
        counts.map((row) => [row.kind, row.count]),
        [
          ['Deployment', 3],
          ['StatefulSet', 0],
          ['DaemonSet', 0],
          ['CronJob', 1],
        ],
      );
      assert.deepEqual(faults, []);
    }));

  it('keeps one workload of each kind, of a namespace that is looked at', () =>
    onSandbox({ objects: OBJECTS }, async ({ cluster }) => {
      const { samples } = await readInventory(cluster, listsToRead({ kinds: KINDS }, cluster), budget);
      assert.deepEqual(
        samples.map(({ kind: row, namespace }) => [row.kind, namespace]),
        [
          ['Deployment', 'pay'],
          ['CronJob', 'shop'],
        ],
      );
    }));

  it('of namespaces listed by name is the sum of them', () =>
    onSandbox(
      { objects: OBJECTS, namespaces: { include: [glob('shop'), glob('pay')], exclude: [] } },
      async ({ cluster, sandbox }) => {
        const { counts, samples } = await readInventory(
          cluster,
          listsToRead({ kinds: KINDS }, cluster),
          budget,
        );
        assert.deepEqual(counts, [
          { kind: 'Deployment', count: 2 },
          { kind: 'CronJob', count: 1 },
        ]);
        assert.equal(samples.length, 2);
        assert.ok(!sandbox.requests.some(({ path }) => path === '/apis/apps/v1/deployments'));
      },
    ));

  it('says of a further kind that the cluster does not have it', () =>
    onSandbox({}, async ({ cluster }) =>
      assert.deepEqual(
        (await readInventory(cluster, listsToRead({ kinds: [ROLLOUT] }, cluster), budget)).counts,
        [{ kind: 'Rollout', count: 0, absent: true }],
      ),
    ));

  it('leaves a kind out that cannot be listed, and says why', () =>
    onSandbox({ objects: OBJECTS }, async ({ cluster, sandbox }) => {
      sandbox.fail({
        fault: { type: 'forbidden', user: 'updater' },
        match: { path: /cronjobs/ },
        times: Infinity,
      });
      const { counts, faults } = await readInventory(cluster, listsToRead({ kinds: KINDS }, cluster), budget);
      assert.deepEqual(counts, [{ kind: 'Deployment', count: 3 }]);
      assert.deepEqual(
        faults.map(({ where, reason, kind: row, namespace }) => [where, reason, row.kind, namespace]),
        [['list cronjobs', 'Forbidden', 'CronJob', undefined]],
      );
    }));

  it('counts odd objects, and says which they are', () =>
    onSandbox({}, async ({ cluster, sandbox }) => {
      sandbox.fail({
        fault: { type: 'insertItem', at: 0, text: '{"metadata":{"name":"odd"}}' },
        match: { path: /deployments/ },
      });
      const { counts, faults } = await readInventory(
        cluster,
        listsToRead({ kinds: [kind('Deployment')] }, cluster),
        budget,
      );
      assert.deepEqual(counts, [{ kind: 'Deployment', count: 2 }]);
      assert.deepEqual(
        faults.map(({ reason }) => reason),
        ['InvalidObject'],
      );
    }));

  it('takes as long as all lists together', () =>
    onSandbox({}, async ({ cluster }) => {
      const times = [1_000, 1_084];
      const clock = { now: () => times.shift() ?? 0, sleep: () => Promise.resolve(), random: () => 0 };
      assert.equal(
        (await readInventory(cluster, listsToRead({ kinds: KINDS }, cluster), budget, clock)).milliseconds,
        84,
      );
    }));
});
