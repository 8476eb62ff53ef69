import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { byteBudget, partOf } from '../../lib/http/byte-budget.ts';

describe('a budget of bytes', () => {
  it('has room up to its limit, and again for what is given back', () => {
    const budget = byteBudget(10);
    assert.deepEqual([budget.take(10), budget.take(1)], [true, false]);
    budget.giveBack(4);
    assert.deepEqual([budget.take(5), budget.take(4)], [false, true]);
  });

  it('is whole again when every part gave all back, and never held more than its limit', () =>
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(40))), (requests) => {
        const budget = byteBudget(100);
        let held = 0;
        const parts = requests.map((sizes) => {
          const part = partOf(budget);
          for (const size of sizes) if (part.take(size)) held += size;
          assert.ok(held <= 100);
          return part;
        });
        for (const part of parts) {
          part.giveAllBack();
          part.giveAllBack();
        }
        assert.deepEqual([budget.take(100), budget.take(1)], [true, false]);
      }),
    ));
});
