import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { sizeBudget } from '../../lib/report/size-budget.ts';

describe('the room in a document', () => {
  it('is for all lists together', () => {
    const budget = sizeBudget(12);
    assert.deepEqual(budget(['aa', 'bb']), ['aa', 'bb']);
    assert.deepEqual(budget(['cc', 'dd']), []);
  });

  it('is used up by the first row that does not fit, so that nothing is missing in the middle', () => {
    const budget = sizeBudget(12);
    assert.deepEqual(budget(['aa', 'b'.repeat(20), 'cc']), ['aa']);
    assert.deepEqual(budget(['c']), []);
  });

  it('counts bytes, not characters', () => assert.deepEqual(sizeBudget(12)(['ää', 'bbb']), ['ää']));

  it('has no end where it is infinite', () => {
    const rows = Array.from({ length: 1000 }, (_, index) => index);
    assert.deepEqual(sizeBudget(Infinity)(rows), rows);
  });

  it('is never exceeded: what is taken is the beginning of what was offered, and fits', () =>
    fc.assert(
      fc.property(fc.nat({ max: 300 }), fc.array(fc.array(fc.string())), (bytes, lists) => {
        const budget = sizeBudget(bytes);
        const taken = lists.map((rows) => budget(rows));
        for (const [index, rows] of taken.entries())
          assert.deepEqual(rows, lists[index]?.slice(0, rows.length));
        assert.ok(
          Buffer.byteLength(
            taken
              .flat()
              .map((row) => `${JSON.stringify(row)},`)
              .join(''),
          ) <= bytes,
        );
      }),
    ));
});
