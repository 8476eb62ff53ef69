import assert from 'node:assert/strict';
import { matchesAny, selects } from '../../lib/core/settings.ts';
import { glob } from '../support/builders.ts';

const ROWS: readonly (readonly [
  include: string[],
  exclude: string[],
  namespace: string,
  selected: boolean,
])[] = [
  [['*'], ['kube-*'], 'shop', true],
  [['*'], ['kube-*'], 'kube-system', false],
  [['*', 'kube-system'], ['kube-*'], 'kube-system', true],
  [['kube-system'], ['kube-system'], 'kube-system', true],
  [['kube-*'], ['kube-system'], 'kube-system', false],
  [['*', 'kube-system'], ['kube-*'], 'kube-public', false],
  [['shop', 'shop-*'], [], 'shop-eu', true],
  [['shop'], [], 'shop-eu', false],
  [[], [], 'shop', false],
];

describe('selects', () => {
  for (const [include, exclude, namespace, selected] of ROWS)
    it(`include [${include.join()}] and exclude [${exclude.join()}] ${selected ? 'take' : 'leave'} ${namespace}`, () =>
      assert.equal(selects({ include: include.map(glob), exclude: exclude.map(glob) }, namespace), selected));
});

describe('matchesAny', () => {
  it('is true where one glob matches the whole text', () =>
    assert.ok(matchesAny([glob('a'), glob('b*')], 'bc')));
  it('is false where none does', () => assert.ok(!matchesAny([glob('a'), glob('b')], 'ab')));
  it('is false without globs', () => assert.ok(!matchesAny([], '')));
});
