import assert from 'node:assert/strict';
import { readAfterConflict } from '../../lib/kubernetes/read-after-conflict.ts';
import { lease, turns } from '../../lib/kubernetes/request-turns.ts';
import { workload } from '../support/builders.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { onSandbox, stored } from '../support/on-sandbox.ts';
import { rejectsWith } from '../support/rejects-with.ts';

const budget = { signal: new AbortController().signal };

describe('a workload that is read after a conflict', () => {
  it('is as it is now', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      sandbox.put(stored({ metadata: { labels: { team: 'a' } } }));
      const read = await readAfterConflict(workload(), 1, { cluster, budget, clock: fakeClock() });
      assert.deepEqual(read?.labels, { team: 'a' });
    }));

  it('is undefined where it is gone', () =>
    onSandbox({ objects: [] }, async ({ cluster }) =>
      assert.equal(
        await readAfterConflict(workload(), 1, { cluster, budget, clock: fakeClock() }),
        undefined,
      ),
    ));

  it('is read after a wait that doubles with the attempts, half of it by chance', () =>
    onSandbox({}, async ({ cluster }) => {
      for (const [chance, expected] of [
        [0, [10, 20, 40]],
        [0.5, [15, 30, 60]],
      ] as const) {
        const clock = fakeClock(chance);
        for (const attempt of [1, 2, 3])
          await readAfterConflict(workload(), attempt, { cluster, budget, clock });
        assert.deepEqual(clock.waits, expected);
      }
    }));

  it('is OutOfTime where the budget ends first', () =>
    onSandbox({}, ({ cluster }) =>
      rejectsWith(
        'OutOfTime',
        readAfterConflict(workload(), 1, {
          cluster,
          budget: { signal: AbortSignal.abort() },
          clock: fakeClock(),
        }),
      ),
    ));

  it('waits for its place in memory before it is read', () =>
    onSandbox({}, async ({ sandbox, cluster }) => {
      const places = turns(1);
      const [other, place] = [lease(places), lease(places)];
      await other.take();
      const reading = readAfterConflict(workload(), 1, { cluster, budget, clock: fakeClock(), place });
      await new Promise((resolve) => void setImmediate(resolve));
      assert.equal(sandbox.requests.length, 0);
      other.leave();
      assert.equal((await reading)?.name, 'web');
      place.leave();
    }));
});
