import assert from 'node:assert/strict';
import { REASONS } from '../../lib/core/reason.ts';
import { reasonsTable } from '../../lib/output/reasons-table.ts';

describe('reasonsTable', () => {
  it('has a row of four cells for every reason, and no more', () => {
    const [, rule, ...rows] = reasonsTable().trimEnd().split('\n');
    assert.equal(rule, '| --- | --- | --- | --- |');
    assert.deepEqual(
      rows.map((row) => row.split(' | ').length),
      Object.keys(REASONS).map(() => 4),
    );
  });

  it('gives a command as code on a line of its own, as far as Markdown has lines in a cell', () =>
    assert.ok(reasonsTable().includes('.<br>`gcloud container clusters list --project PROJECT` |\n')));
});
