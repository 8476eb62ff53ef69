import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { sharedPolicy } from '../../../lib/core/policy/shared-policy.ts';
import { heapUsed } from '../../support/heap.ts';

describe('a shared policy', () => {
  it('is read once while somebody keeps it', () => {
    const kept = sharedPolicy('glob:shared-*');
    assert.equal(sharedPolicy('glob:shared-*'), kept);
  });

  it('may be one that cannot be read', () => assert.ok('invalid' in sharedPolicy('pattern:(')));

  it('is let go when nobody keeps it', async () => {
    const before = heapUsed();
    for (let index = 0; index < 300; index += 1) sharedPolicy(`pattern:let-go-${index}-[a-z]{3,9}`);
    // What was made in a turn is kept to its end.
    await turn();
    heapUsed();
    await turn();
    const kept = heapUsed() - before;
    assert.ok(kept < 1_000_000, `${kept} bytes`);
  });
});
