import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { verdictFor, compareNumbers, compareTexts, compareVersions } from '../../../lib/core/policy/order.ts';

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), minLength: 1, maxLength: 40 });
const small = fc.integer({ min: 0, max: 3 });
const prerelease = fc.constantFrom('', '-0', '-1', '-10', '-a', '-a.1', '-a.b', '-rc.1', '-9007199254740991');
const version = fc
  .tuple(fc.constantFrom('', 'v'), small, small, small, prerelease)
  .map(([v, major, minor, patch, rest]) => `${v}${major}.${minor}.${patch}${rest}`);

type Compare = typeof compareVersions;

const ORDERS: readonly (readonly [string, Compare, fc.Arbitrary<string>])[] = [
  ['compareNumbers', compareNumbers, fc.oneof(digits, small.map(String))],
  ['compareVersions', compareVersions, version],
  [
    'compareTexts',
    compareTexts,
    fc.string({ unit: fc.constantFrom('a', 'B', '0', '.', '-', '_'), maxLength: 3 }),
  ],
];

/** The sign of an order that has to exist. */
function sign(order: number | undefined): number {
  assert.notEqual(order, undefined);
  return Math.sign(order ?? 0);
}

describe('order', () => {
  for (const [name, compare, arbitrary] of ORDERS) {
    it(`${name} is antisymmetric`, () => {
      fc.assert(
        fc.property(arbitrary, arbitrary, (a, b) => {
          assert.equal(sign(compare(a, b)) + sign(compare(b, a)), 0);
        }),
      );
    });

    it(`${name} is transitive`, () => {
      fc.assert(
        fc.property(arbitrary, arbitrary, arbitrary, (a, b, c) => {
          const [low, middle, high] = [a, b, c].toSorted((x, y) => sign(compare(x, y)));
          assert.ok(low !== undefined && middle !== undefined && high !== undefined);
          assert.ok(sign(compare(low, middle)) <= 0);
          assert.ok(sign(compare(middle, high)) <= 0);
          assert.ok(sign(compare(low, high)) <= 0);
        }),
      );
    });

    it(`${name} calls a text equal to itself`, () => {
      fc.assert(
        fc.property(arbitrary, (a) => {
          assert.equal(sign(compare(a, a)), 0);
        }),
      );
    });
  }

  it('compareNumbers orders as the digits do once all are of one length', () => {
    fc.assert(
      fc.property(digits, digits, (a, b) => {
        assert.equal(compareNumbers(a, b), compareTexts(a.padStart(40, '0'), b.padStart(40, '0')));
      }),
    );
  });

  const numbers: readonly (readonly [string, string, number | undefined])[] = [
    ['10', '9', 1],
    ['7', '007', 0],
    ['0', '000', 0],
    ['9007199254740992', '9007199254740993', -1],
    ['20240102030405999999999999', '20240102030405999999999998', 1],
    ['', '1', undefined],
    ['1', '', undefined],
    ['1a', '1', undefined],
    ['-1', '1', undefined],
    ['0x10', '1', undefined],
    [' 1', '1', undefined],
    ['1\n', '1', undefined],
    ['١', '1', undefined],
  ];
  for (const [a, b, expected] of numbers) {
    it(`the number ${JSON.stringify(a)} against ${JSON.stringify(b)} is ${expected}`, () => {
      assert.equal(compareNumbers(a, b), expected);
    });
  }

  const versions: readonly (readonly [string, string, number | undefined])[] = [
    ['1.10.0', '1.9.0', 1],
    ['v1.2.3', '1.2.3', 0],
    ['1.2.3-rc.1', '1.2.3', -1],
    ['1.2', '1.2.3', undefined],
    ['1.2.3', '1.2', undefined],
  ];
  for (const [a, b, expected] of versions) {
    it(`the version ${a} against ${b} is ${expected}`, () => {
      assert.equal(compareVersions(a, b), expected);
    });
  }

  it('a higher tag is newer, an equal one the same, a lower one not higher', () => {
    assert.deepEqual(verdictFor(1), { may: 'newer' });
    assert.deepEqual(verdictFor(0), { may: 'same' });
    assert.deepEqual(verdictFor(-1), { may: 'no', reason: 'NotHigher' });
  });
});
