import assert from 'node:assert/strict';
import { ItemBudget } from '../../../lib/core/workload/item-budget.ts';

describe('ItemBudget', () => {
  it('gives the items of several lists, 16,384 in all, and counts those that it does not give', () => {
    const budget = new ItemBudget();
    const list = Array.from({ length: 10_000 }, (_, index) => index);
    assert.deepEqual(
      [list, list, list].map((each) => budget.take(each).length),
      [10_000, 6_384, 0],
    );
    assert.deepEqual([budget.met, budget.take(['a'])], [30_000, []]);
  });

  for (const value of [undefined, null, 'abc', { length: 3 }])
    it(`gives nothing of ${JSON.stringify(value)}`, () => {
      const budget = new ItemBudget();
      assert.deepEqual([budget.take(value), budget.met], [[], 0]);
    });
});
