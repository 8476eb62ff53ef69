import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { roomOf } from '../../lib/report/size-budget.ts';

describe('the room in a document', () => {
  it('is for all lists together', () => {
    const room = roomOf(12);
    assert.deepEqual(room(['aa', 'bb']), ['aa', 'bb']);
    assert.deepEqual(room(['cc', 'dd']), []);
  });

  it('is used up by the first row that does not fit, so that nothing is missing in the middle', () => {
    const room = roomOf(12);
    assert.deepEqual(room(['aa', 'b'.repeat(20), 'cc']), ['aa']);
    assert.deepEqual(room(['c']), []);
  });

  it('counts bytes, not characters', () => assert.deepEqual(roomOf(12)(['ää', 'bbb']), ['ää']));

  it('has no end where it is infinite', () => {
    const rows = Array.from({ length: 1000 }, (_, index) => index);
    assert.deepEqual(roomOf(Infinity)(rows), rows);
  });

  it('is never exceeded: what is taken is the beginning of what was offered, and fits', () =>
    fc.assert(
      fc.property(fc.nat({ max: 300 }), fc.array(fc.array(fc.string())), (bytes, lists) => {
        const room = roomOf(bytes);
        const taken = lists.map((rows) => room(rows));
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
