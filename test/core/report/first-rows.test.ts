import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FirstRows } from '../../../lib/core/report/first-rows.ts';

/** The rows that are left of these pairs of place and row. */
function kept(most: number, all: readonly (readonly [place: number, row: string])[]): readonly string[] {
  const rows = new FirstRows<string>(most);
  for (const [place, row] of all) rows.add(row, place);
  return rows.rows();
}

describe('the first rows', () => {
  it('are those of the first places, and of one place the first', () =>
    assert.deepEqual(
      kept(3, [
        [5, 'f'],
        [2, 'b'],
        [9, 'z'],
        [2, 'c'],
        [0, 'a'],
        [7, 'g'],
        [8, 'h'],
        [8, 'i'],
      ]),
      ['a', 'b', 'c'],
    ));

  it('are all where all are asked for', () =>
    assert.deepEqual(
      kept(Infinity, [
        [1, 'b'],
        [0, 'a'],
      ]),
      ['a', 'b'],
    ));

  it('are the same in whatever order places come', () =>
    fc.assert(
      fc.property(
        fc
          .array(fc.array(fc.string({ maxLength: 3 }), { maxLength: 3 }), { maxLength: 12 })
          .chain((places) =>
            fc.tuple(
              fc.constant(places),
              fc.shuffledSubarray([...places.keys()], { minLength: places.length }),
            ),
          ),
        fc.integer({ min: 1, max: 8 }),
        ([places, order], most) => {
          const came = order.flatMap((place) => (places[place] ?? []).map((row) => [place, row] as const));
          assert.deepEqual(kept(most, came), places.flat().slice(0, most));
        },
      ),
    ));
});
