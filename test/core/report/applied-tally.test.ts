import assert from 'node:assert/strict';
import { AppliedTally } from '../../../lib/core/report/applied-tally.ts';
import type { Updated } from '../../../lib/core/report/report.ts';
import { RowMemory } from '../../../lib/core/report/row-memory.ts';
import { updatedOutcome } from '../../support/outcome-builders.ts';

const row = (from = 'web:v0'): Updated => updatedOutcome({ from, result: 'alreadyApplied' });

describe('the tally of what earlier deliveries have updated', () => {
  it('keeps all rows without a memory', () => {
    const tally = new AppliedTally();
    for (let count = 0; count < 5_000; count += 1) tally.add(row());
    assert.deepEqual([tally.rows.length, tally.unlisted], [5_000, 0]);
  });

  it('keeps the rows that there is room for, and counts the others', () => {
    const tally = new AppliedTally(new RowMemory(10_000));
    for (let count = 0; count < 10; count += 1) tally.add(row('x'.repeat(1_000)));
    assert.ok(tally.rows.length > 0 && tally.rows.length < 10);
    assert.equal(tally.rows.length + tally.unlisted, 10);
  });

  it('takes over what another one of the same memory counted', () => {
    const memory = new RowMemory(10_000);
    const [first, second] = [new AppliedTally(memory), new AppliedTally(memory)];
    first.add(row());
    second.add(row('x'.repeat(100_000)));
    first.merge(second);
    assert.deepEqual([first.rows.length, first.unlisted], [1, 1]);
  });

  it('gives its room back when nothing of it is used', () => {
    const memory = new RowMemory(2_000);
    const tally = new AppliedTally(memory);
    while (tally.unlisted === 0) tally.add(row());
    const most = tally.rows.length;
    tally.drop();
    while (tally.unlisted === 0) tally.add(row());
    assert.equal(tally.rows.length, most);
  });
});
