import assert from 'node:assert/strict';
import { SilentClusters } from '../../lib/pipeline/silent-clusters.ts';

describe('SilentClusters', () => {
  for (const reason of ['NoSuchHost', 'Unreachable', 'ConnectTimeout', 'Timeout', 'OutOfTime'] as const)
    it(`remembers ${reason} for a minute`, () => {
      let now = 1_000;
      const silent = new SilentClusters({ now: () => now });
      silent.note('a', reason);
      assert.deepEqual([silent.reasonFor('a'), silent.reasonFor('b')], [reason, undefined]);
      now += 59_999;
      assert.equal(silent.reasonFor('a'), reason);
      now += 1;
      assert.equal(silent.reasonFor('a'), undefined);
    });

  it('forgets where the clock was put back', () => {
    let now = 1_000;
    const silent = new SilentClusters({ now: () => now });
    silent.note('a', 'Timeout');
    now = 0;
    assert.equal(silent.reasonFor('a'), undefined);
  });

  for (const reason of ['Forbidden', 'ServerError', 'Throttled', 'InvalidObject', 'Unexpected'] as const)
    it(`does not remember ${reason}`, () => {
      const silent = new SilentClusters({ now: () => 0 });
      silent.note('a', reason);
      assert.equal(silent.reasonFor('a'), undefined);
    });
});
