import assert from 'node:assert/strict';
import { RowMemory } from '../../../lib/core/report/row-memory.ts';
import type { Skipped } from '../../../lib/core/report/skipped.ts';

const row = (detail = ''): Skipped => ({
  workload: { kind: 'Deployment', namespace: 'shop', name: 'web' },
  container: 'app',
  image: 'web:v1',
  result: 'skipped',
  reason: 'Held',
  detail,
});
const kept = (memory: RowMemory, rows: readonly Skipped[]): number =>
  rows.filter((each) => memory.keep(each)).length;
const many = (count: number): readonly Skipped[] => Array.from({ length: count }, () => row());

describe('the memory for rows', () => {
  it('is that of at least a thousand ordinary containers, and has an end', () => {
    const all = kept(new RowMemory(), many(10_000));
    assert.ok(all > 1_000 && all < 5_000, String(all));
  });

  it('counts the texts that owners choose', () => {
    const memory = new RowMemory();
    assert.equal(memory.keep(row('x'.repeat(600_000))), false);
    assert.ok(memory.keep(row('x'.repeat(300_000))));
  });

  it('is there again for what is given back', () => {
    const memory = new RowMemory(2_000);
    const rows = many(10);
    const some = rows.slice(0, kept(memory, rows));
    assert.ok(some.length > 0 && some.length < rows.length);
    memory.giveBack(some);
    assert.equal(kept(memory, rows), some.length);
  });

  it('has as much again for rows that may not be reported, once', () => {
    const memory = new RowMemory(2_000);
    const all = kept(new RowMemory(2_000), many(10));
    assert.equal(kept(memory.tentative, many(10)), all);
    assert.equal(kept(memory.tentative, many(10)), 0);
    assert.equal(kept(memory, many(10)), all);
  });
});
