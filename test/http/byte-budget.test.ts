import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import * as fc from 'fast-check';
import { byteBudget, budgetForResponse } from '../../lib/http/byte-budget.ts';

describe('a budget of bytes', () => {
  it('has room up to its limit, and again for what is given back', () => {
    const budget = byteBudget(10);
    assert.deepEqual([budget.take(10), budget.take(1)], [true, false]);
    budget.release(4);
    assert.deepEqual([budget.take(5), budget.take(4)], [false, true]);
  });

  it('is whole again when every request is done, and never held more than its limit', () =>
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(40))), (requests) => {
        const budget = byteBudget(100);
        let held = 0;
        const responses = requests.map((sizes) => {
          const response = new EventEmitter();
          const part = budgetForResponse(budget, response);
          for (const size of sizes) if (part.take(size)) held += size;
          assert.ok(held <= 100);
          return response;
        });
        for (const response of responses) {
          response.emit('close');
          response.emit('close');
        }
        assert.deepEqual([budget.take(100), budget.take(1)], [true, false]);
      }),
    ));
});
