import assert from 'node:assert/strict';
import { Fault } from '../../lib/core/errors/fault.ts';
import { findIn } from '../../lib/admin/find-in.ts';

const budget = { signal: new AbortController().signal };

describe('finding the clusters of an entry', () => {
  it('gives what it found', async () => {
    const found = { clusters: [], missing: [] };
    assert.equal(await findIn({ name: 'a', find: () => Promise.resolve(found) }, budget), found);
  });

  it('misses the entry itself where it throws', async () => {
    const fault = new Fault('NoKubeconfig', 'none');
    const found = await findIn({ name: 'a', find: () => Promise.reject(fault) }, budget);
    assert.deepEqual(found, { clusters: [], missing: [{ name: 'a', fault }] });
  });
});
