import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { scanFleet } from '../../lib/admin/scan-fleet.ts';
import type { ClusterCount } from '../../lib/admin/cluster-count.ts';
import { settings } from '../support/builders.ts';
import { alwaysThere } from '../support/always-there.ts';
import { onSandbox } from '../support/on-sandbox.ts';

const { signal } = new AbortController();

describe('the scan of a fleet', () => {
  it('reads every cluster, in the order of the configuration, and reports what is not found', () =>
    onSandbox({ objects: [{}, { name: 'job', kind: 'CronJob' }] }, async ({ cluster }) => {
      const lost = { name: 'lost', find: () => Promise.reject(new UpdaterError('NoKubeconfig', 'none')) };
      const counts: ClusterCount[] = [];
      const sources = [lost, alwaysThere({ ...cluster, name: 'a' }), alwaysThere({ ...cluster, name: 'b' })];
      const scans = await scanFleet(
        { settings: settings(), sources, watch: (count) => void counts.push(count) },
        {},
        signal,
      );
      assert.deepEqual(
        scans.map(({ name, workloads, faults }) => [
          name,
          workloads.length,
          ...faults.map(({ reason }) => reason),
        ]),
        [
          ['lost', 0, 'NoKubeconfig'],
          ['a', 2],
          ['b', 2],
        ],
      );
      assert.deepEqual(counts.at(-1), { done: 3, total: 3 });
    }));

  it('keeps what is wanted alone', () =>
    onSandbox({ objects: [{}, { name: 'other' }] }, async ({ cluster }) => {
      const filter = { matches: ({ name }: { readonly name: string }) => name === 'other' };
      const [scan] = await scanFleet(
        { settings: settings(), sources: [alwaysThere(cluster)] },
        filter,
        signal,
      );
      assert.deepEqual(
        scan?.workloads.map(({ name }) => name),
        ['other'],
      );
    }));
});
