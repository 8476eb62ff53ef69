import assert from 'node:assert/strict';
import {
  fieldName,
  fieldsBelow,
  parseFieldPath,
  valuesAlong,
  wholeObject,
} from '../../../lib/core/workload/field-path.ts';

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

describe('parseFieldPath', () => {
  for (const [text, path] of [
    ['spec.image', ['spec', 'image']],
    ['spec.steps[*].image', ['spec', 'steps', '*', 'image']],
    ['spec.a[*].b[*]', ['spec', 'a', '*', 'b', '*']],
  ] as const)
    it(`reads ${text}`, () => assert.deepEqual(parseFieldPath(text), path));
});

describe('fieldsBelow', () => {
  const found = (path: string) => [...fieldsBelow(wholeObject(POOLS), parseFieldPath(path))];

  it('finds what a path leads to, where it is', () =>
    assert.deepEqual(found('spec.pools[*].a'), [
      { value: 1, pointer: '/spec/pools/0/a', items: [] },
      { value: 2, pointer: '/spec/pools/1/a', items: [] },
    ]));

  for (const path of ['spec.pool', 'spec[*]', 'spec.pools.a', 'constructor', 'spec.pools.length'])
    it(`finds nothing at ${path}`, () => assert.deepEqual(found(path), []));
});

describe('fieldName', () => {
  const nameAt = (item: unknown): string[] =>
    [
      ...fieldsBelow(wholeObject({ spec: { podSpecs: [item] } }), parseFieldPath('spec.podSpecs[*].image')),
    ].map(fieldName);

  for (const [title, name, expected] of [
    ['its name', 'build-1', 'spec.podspecs.build-1.image'],
    ['its index where its name has capitals', 'Build', 'spec.podspecs.0.image'],
    ['its index where its name has a dot', 'a.b', 'spec.podspecs.0.image'],
    ['its index where its name is too long', 'a'.repeat(64), 'spec.podspecs.0.image'],
    ['its index where its name is no text', 5, 'spec.podspecs.0.image'],
    ['its index where it has none', undefined, 'spec.podspecs.0.image'],
  ] as const)
    it(`has of an item ${title}`, () => assert.deepEqual(nameAt({ name, image: 'a' }), [expected]));
});
