import assert from 'node:assert/strict';
import { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import type { Cluster, ClusterSource } from '../../../lib/kubernetes/cluster.ts';
import type { ClusterCount } from '../../../lib/admin/cluster-count.ts';
import { inspectFleet, type FleetInspection } from '../../../lib/admin/inspect/inspect-fleet.ts';
import { CLUSTER, settings } from '../../support/builders.ts';
import { openTransport } from '../../../lib/kubernetes/client/transport.ts';
import { alwaysThere } from '../../support/always-there.ts';
import { GET, over } from '../../support/loopback.ts';
import { withTcp } from '../../support/local-server.ts';
import { onSandbox } from '../../support/on-sandbox.ts';

function source(name: string, find: ClusterSource['find']): ClusterSource {
  return { name, find };
}

const LOST = source('lost', () => Promise.reject(new UpdaterError('NoKubeconfig', 'there is none')));
const EMPTY = source('none', () => Promise.resolve({ clusters: [], missing: [] }));

async function inspect(sources: readonly ClusterSource[], more: Partial<FleetInspection> = {}) {
  const inspections = await inspectFleet({ settings: settings(), sources, ...more }, GET.signal);
  return inspections.map(({ cluster, ready, faults }) => [
    cluster,
    ready,
    ...faults.map(({ reason }) => reason),
  ]);
}

/** A cluster that takes connections and never answers. */
function withHanging<T>(use: (cluster: Cluster) => Promise<T>): Promise<T> {
  return withTcp(
    () => undefined,
    (url) => over(url, (transport) => use({ ...CLUSTER, name: 'hanging', transport })),
  );
}

describe('the inspection of a fleet', () => {
  it('has a row for each cluster in the order of the configuration, and for each entry that leads to none', () =>
    onSandbox({}, async ({ cluster }) =>
      assert.deepEqual(
        await inspect([LOST, alwaysThere({ ...cluster, name: 'a' }), alwaysThere({ ...cluster, name: 'b' })]),
        [
          ['lost', false, 'NoKubeconfig'],
          ['a', true],
          ['b', true],
        ],
      ),
    ));

  it('has a row for each cluster that an entry found, and for each that it misses', () =>
    onSandbox({}, async ({ cluster }) => {
      const missing = [{ name: 'broken', fault: new UpdaterError('NotServing', 'it is being made') }];
      const clusters = ['a', 'b'].map((name) => ({ ...cluster, name }));
      const several = source('all', () => Promise.resolve({ clusters, missing }));
      assert.deepEqual(await inspect([several]), [
        ['a', true],
        ['b', true],
        ['broken', false, 'NotServing'],
      ]);
    }));

  it('has a row for an entry that stands for no cluster now, which is nothing wrong', async () =>
    assert.deepEqual(await inspect([EMPTY]), [['none', true]]));

  it('says where a row belongs to, whether there is a cluster or not', async () => {
    const entry = { entry: 'clusters[0]', way: 'projects/shop/locations/-/clusters/-' };
    const cluster = { ...entry, way: 'projects/shop/locations/eu/clusters/a' };
    const fault = new UpdaterError('NotServing', 'it is being made');
    const missing = [
      { name: 'a', fault, origin: cluster },
      { name: 'all', fault },
    ];
    const several = source('all', () => Promise.resolve({ clusters: [], missing }));
    const sources = [LOST, EMPTY, several].map((each) => ({ ...each, origin: entry }));
    const rows = await inspectFleet({ settings: settings(), sources }, GET.signal);
    assert.deepEqual(
      rows.map(({ state, found }) => [state, found]),
      [
        ['notFound', entry],
        ['empty', entry],
        ['unreachable', cluster],
        ['notFound', entry],
      ],
    );
  });

  it('gives each cluster its own time: one that hangs keeps no other', () =>
    onSandbox({}, ({ cluster }) =>
      withHanging(async (hanging) =>
        assert.deepEqual(
          await inspect([alwaysThere(hanging), alwaysThere(cluster)], {
            budgets: { event: 60_000, cluster: 500 },
          }),
          [
            ['hanging', false, 'OutOfTime'],
            ['test', true],
          ],
        ),
      ),
    ));

  it('ends when it is told to', () =>
    withHanging(async (hanging) => {
      const stop = new AbortController();
      const running = inspectFleet({ settings: settings(), sources: [alwaysThere(hanging)] }, stop.signal);
      stop.abort();
      const [inspection] = await running;
      assert.deepEqual(
        inspection?.faults.map(({ reason }) => reason),
        ['OutOfTime'],
      );
    }));

  it('tells how far it is, entries that are several clusters included', () =>
    onSandbox({}, async ({ cluster }) => {
      const counts: ClusterCount[] = [];
      const several = source('all', () =>
        Promise.resolve({ clusters: [cluster, cluster, cluster], missing: [] }),
      );
      await inspect([several, LOST, EMPTY], { watch: (count) => counts.push(count) });
      assert.deepEqual(counts.at(-1), { done: 5, total: 5 });
      assert.ok(counts.every(({ done }, index) => done >= (counts[index - 1]?.done ?? 0)));
    }));

  it('of forty clusters works on many at once, and on all of them', () =>
    onSandbox({ latencyMs: 5 }, async ({ sandbox }) => {
      const transports = Array.from({ length: 40 }, () => openTransport({ server: new URL(sandbox.url) }));
      const sources = transports.map((transport, index) =>
        alwaysThere({ ...CLUSTER, name: `c${index}`, transport }),
      );
      const rows = await inspect(sources);
      assert.deepEqual(
        rows,
        sources.map(({ name }) => [name, true]),
      );
      for (const transport of transports) transport.close();
    }));
});
