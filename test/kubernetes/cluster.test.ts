import assert from 'node:assert/strict';
import { alwaysThere } from '../../lib/kubernetes/cluster.ts';
import { onSandbox } from './on-sandbox.ts';

describe('a cluster that is always there', () => {
  it('is found as it is, under its own name, and asked nothing', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const source = alwaysThere(cluster);
      assert.equal(source.name, cluster.name);
      assert.deepEqual(await source.find({ signal: AbortSignal.abort() }), {
        clusters: [cluster],
        missing: [],
      });
      assert.equal(sandbox.requests.length, 0);
    }));
});
