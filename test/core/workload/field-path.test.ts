import assert from 'node:assert/strict';
import { valuesAlong } from '../../../lib/core/workload/field-path.ts';

const POOLS = { spec: { pools: [{ a: 1 }, { a: 2 }, 'odd', { b: 3 }] } };

describe('valuesAlong', () => {
  for (const [title, path, values] of [
    ['no key', [], [POOLS]],
    ['keys', ['spec', 'pools'], [POOLS, POOLS.spec, POOLS.spec.pools]],
    ['a key that is not there', ['spec', 'pool', 'a'], [POOLS, POOLS.spec]],
    ['a key that every object has', ['constructor'], [POOLS]],
    ['each item of what is no list', ['spec', '*'], [POOLS, POOLS.spec]],
    [
      'a key of each item',
      ['spec', 'pools', '*', 'a'],
      [POOLS, POOLS.spec, POOLS.spec.pools, ...POOLS.spec.pools, 1, 2],
    ],
  ] as const)
    it(`of ${title} has each value on the way, outermost first`, () =>
      assert.deepEqual(valuesAlong(POOLS, path), values));

  it('takes lists of a million items', () =>
    assert.equal(
      valuesAlong(
        Array.from({ length: 1_000_000 }, () => 0),
        ['*'],
      ).length,
      1_000_001,
    ));
});
