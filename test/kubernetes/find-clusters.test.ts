import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { findClusters } from '../../lib/kubernetes/find-clusters.ts';

const budget = { signal: new AbortController().signal };

describe('finding the clusters of an entry', () => {
  it('gives what it found', async () => {
    const found = { clusters: [], missing: [] };
    assert.equal(await findClusters({ name: 'a', find: () => Promise.resolve(found) }, budget), found);
  });

  it('misses the entry itself where it throws', async () => {
    const fault = new UpdaterError('NoKubeconfig', 'none');
    const found = await findClusters({ name: 'a', find: () => Promise.reject(fault) }, budget);
    assert.deepEqual(found, { clusters: [], missing: [{ name: 'a', fault }] });
  });
});
