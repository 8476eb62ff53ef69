import assert from 'node:assert/strict';
import { ItemBudget } from '../../../lib/core/workload/item-budget.ts';
import {
  fieldName,
  fieldsBelow,
  parseFieldPath,
  mapsAlong,
  pathTree,
  wholeObject,
} from '../../../lib/core/workload/field-path.ts';

const POOLS = { spec: { pools: [{ a: 1 }, { a: 2 }, 'odd', { b: 3 }] } };

describe('mapsAlong', () => {
  const reached = (...paths: readonly (readonly string[])[]) =>
    [...mapsAlong(POOLS, pathTree(paths.map((path) => [path, path.join('.')] as const)))].map(
      ({ maps, end }) => [end, maps] as const,
    );

  for (const [title, path, maps] of [
    ['no key', [], [[POOLS]]],
    ['a key', ['spec'], [[POOLS, POOLS.spec]]],
    ['keys that lead to a list', ['spec', 'pools'], []],
    ['a key that is not there', ['spec', 'pool', 'a'], []],
    ['a key that every object has', ['constructor'], []],
    ['each item of what is no list', ['spec', '*'], []],
    [
      'each item of a list',
      ['spec', 'pools', '*'],
      [{ a: 1 }, { a: 2 }, { b: 3 }].map((item) => [POOLS, POOLS.spec, item]),
    ],
  ] as const)
    it(`of ${title} has the maps on the way to each map at its end`, () =>
      assert.deepEqual(
        reached(path).map(([, found]) => found),
        maps,
      ));

  it('has what several paths lead to, each with its end', () =>
    assert.deepEqual(reached(['spec'], [], ['spec', 'x']), [
      ['', [POOLS]],
      ['spec', [POOLS, POOLS.spec]],
    ]));
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
  const found = (path: string) => [
    ...fieldsBelow(wholeObject(POOLS), parseFieldPath(path), new ItemBudget()),
  ];

  it('finds no more than the first items of a list, and counts the others', () => {
    const budget = new ItemBudget();
    const pools = Array.from({ length: 100_000 }, () => ({}));
    const items = [...fieldsBelow(wholeObject({ pools }), ['pools', '*'], budget)];
    assert.deepEqual([items.length, budget.met], [16_384, 100_000]);
  });

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
      ...fieldsBelow(
        wholeObject({ spec: { podSpecs: [item] } }),
        parseFieldPath('spec.podSpecs[*].image'),
        new ItemBudget(),
      ),
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
