import assert from 'node:assert/strict';
import { trackClusterCount, type ClusterCount } from '../../lib/admin/cluster-count.ts';

describe('counting clusters', () => {
  it('begins with the entries, and counts what they turn out to be', () => {
    const counts: ClusterCount[] = [];
    const advance = trackClusterCount(2, (count) => void counts.push(count));
    advance({ done: 0, more: 2 });
    advance({ done: 1, more: 0 });
    assert.deepEqual(counts, [
      { done: 0, total: 2 },
      { done: 0, total: 4 },
      { done: 1, total: 4 },
    ]);
  });
});
