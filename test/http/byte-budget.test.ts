import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { byteBudget, partOfBudget } from '../../lib/http/byte-budget.ts';

describe('a budget of bytes', () => {
  it('has room up to its limit, and again for what is given back', () => {
    const budget = byteBudget(10);
    assert.deepEqual([budget.take(10), budget.take(1)], [true, false]);
    budget.release(4);
    assert.deepEqual([budget.take(5), budget.take(4)], [false, true]);
  });

  it('counts a request with what it holds beside its body, once', () => {
    const budget = byteBudget(100);
    const part = partOfBudget(budget, 30);
    assert.deepEqual([part.take(1), part.take(60), part.take(10), part.take(11)], [true, true, true, false]);
    part.end();
    assert.equal(budget.take(100), true);
  });

  it('is whole again when every request is done, and never held more than its limit', () =>
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(40))), (requests) => {
        const budget = byteBudget(100);
        let held = 0;
        const parts = requests.map((sizes) => {
          const part = partOfBudget(budget, 0);
          for (const size of sizes) if (part.take(size)) held += size;
          assert.ok(held <= 100);
          return part;
        });
        for (const part of parts) {
          part.end();
          part.end();
        }
        assert.deepEqual([budget.take(100), budget.take(1)], [true, false]);
      }),
    ));
});
