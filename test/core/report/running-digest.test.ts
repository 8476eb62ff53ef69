import assert from 'node:assert/strict';
import { joinRunning, type RunningDigest } from '../../../lib/core/report/running-digest.ts';

function running(cluster: string, containers: number): RunningDigest {
  const workload = { kind: 'Deployment', namespace: 'shop', name: 'web' };
  const example = { cluster, workload, container: 'app', image: 'web' };
  return {
    containers,
    examples: Array.from({ length: Math.min(containers, 10) }, () => example),
    unchecked: [],
  };
}

describe('joinRunning', () => {
  it('counts all, and keeps the first ten examples', () => {
    const { containers, examples } = joinRunning([running('a', 7), running('b', 5_000), running('c', 1)]);
    assert.equal(containers, 5_008);
    assert.deepEqual(
      examples.map(({ cluster }) => cluster),
      [...Array<string>(7).fill('a'), ...Array<string>(3).fill('b')],
    );
  });

  it('keeps what was not read', () => {
    const unchecked = [{ cluster: 'b', reason: 'Unreachable' }] as const;
    assert.deepEqual(joinRunning([running('a', 0), { ...running('b', 0), unchecked }]).unchecked, unchecked);
  });

  it('is nothing of nothing', () =>
    assert.deepEqual(joinRunning([]), { containers: 0, examples: [], unchecked: [] }));
});
