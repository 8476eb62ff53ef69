import assert from 'node:assert/strict';
import { REASONS } from '../../lib/core/errors/reason.ts';
import { reasonsPage } from './reasons-page.ts';

describe('the page of reasons', () => {
  const rows = reasonsPage()
    .split('\n')
    .filter((line) => line.startsWith('| `'));

  it('has a row of three cells for every reason, and no more', () => {
    const codes = rows.map((row) => /^\| `(\w+)`/.exec(row)?.[1] ?? '');
    assert.deepEqual(codes.toSorted(), Object.keys(REASONS).toSorted());
    assert.deepEqual(
      rows.filter((row) => row.split(' | ').length !== 3),
      [],
    );
  });

  it('has them under what kind they are', () => {
    const [, skips = ''] = reasonsPage().split(/^## /m);
    assert.ok(skips.includes('`Held`') && !skips.includes('`Timeout`'));
  });

  it('gives a command as code on a line of its own, as far as Markdown has lines in a cell', () =>
    assert.ok(reasonsPage().includes('.<br>`gcloud container clusters list --project PROJECT` |\n')));
});
