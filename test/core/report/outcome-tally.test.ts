import assert from 'node:assert/strict';
import { OutcomeTally, ROWS } from '../../../lib/core/report/outcome-tally.ts';
import { countContainers, type Failed, type Updated } from '../../../lib/core/report/report.ts';
import type { Skipped } from '../../../lib/core/report/skipped.ts';

const subject = (name: string) => ({
  workload: { kind: 'Deployment', namespace: 'shop', name },
  container: 'app',
  image: 'web:v1',
});
const updated = (name: string): Updated => ({
  ...subject(name),
  result: 'updated',
  from: 'web:v1',
  to: 'web:v2',
  effect: 'now',
  restarted: false,
  staleImage: false,
  pinned: true,
});
const failed = (name: string, reason: Failed['reason'] = 'Refused'): Failed => ({
  ...subject(name),
  result: 'failed',
  reason,
  detail: 'no',
});
const skipped = (name: string): Skipped => ({ ...subject(name), result: 'skipped', reason: 'Held' });
const names = (rows: readonly (Updated | Failed)[]): string[] => rows.map(({ workload }) => workload.name);
const times = <T>(count: number, make: (name: string) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(`w${index}`));

describe('the tally of outcomes', () => {
  it('lists all of an ordinary cluster, in the order of its places', () => {
    const tally = new OutcomeTally();
    tally.add([failed('c', 'Conflict'), updated('c')], 3);
    tally.add([updated('a')], 1);
    tally.add([skipped('b'), failed('b')], 2);
    tally.mergeSkips([{ reason: 'Held', count: 4, examples: [skipped('before')] }]);
    const { skipped: skips, ...rest } = tally.counted();
    assert.deepEqual(rest, {
      updated: [updated('a'), updated('c')],
      alreadyApplied: [],
      failed: [failed('b'), failed('c', 'Conflict')],
    });
    assert.deepEqual(skips, [{ reason: 'Held', count: 5, examples: [skipped('before'), skipped('b')] }]);
  });

  it('lists so many updates, and so many failures of each reason, and counts the rest', () => {
    const tally = new OutcomeTally();
    tally.add(times(ROWS + 7, updated));
    tally.add(times(ROWS + 5, (name) => ({ ...updated(name), result: 'planned' as const })));
    tally.add(times(ROWS + 3, failed));
    tally.add([failed('last', 'Conflict')]);
    const report = { cluster: 'test', scanned: 1, faults: [], ...tally.counted() };
    assert.deepEqual([report.updated.length, report.failed.length], [2 * ROWS, ROWS + 1]);
    assert.deepEqual(report.unlisted, [
      { result: 'updated', count: 7 },
      { result: 'planned', count: 5 },
      { result: 'failed', reason: 'Refused', count: 3 },
    ]);
    assert.deepEqual(
      (['updated', 'planned', 'failed'] as const).map((result) => countContainers(report, result)),
      [ROWS + 7, ROWS + 5, ROWS + 4],
    );
  });

  it('lists a failure of every reason that there is: what asks for a redelivery is never out of sight', () => {
    const tally = new OutcomeTally();
    tally.add(times(3 * ROWS, failed));
    tally.add([failed('last', 'Conflict')], 1);
    assert.equal(names(tally.counted().failed).at(-1), 'last');
  });

  it('lists all where all are asked for', () => {
    const tally = new OutcomeTally(Infinity);
    tally.add(times(ROWS + 1, updated));
    tally.add(times(50, skipped));
    const { updated: rows, skipped: skips, unlisted } = tally.counted();
    assert.deepEqual([rows.length, skips[0]?.examples.length, unlisted], [ROWS + 1, 50, undefined]);
  });
});
