import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expiringAccess, usableToken } from '../../lib/google-auth/access.ts';

const MINUTE = 60_000;

describe('an access', () => {
  const cases: readonly (readonly [left: number | undefined, kept: number | undefined])[] = [
    [60 * MINUTE, 55 * MINUTE],
    [10 * MINUTE, 5 * MINUTE],
    [4 * MINUTE, 2 * MINUTE],
    [0, 0],
    [-MINUTE, 0],
    [undefined, undefined],
  ];
  for (const [left, kept] of cases) {
    it(`that ends in ${left} ms is kept for ${kept} ms`, () => {
      const { until } = expiringAccess({ token: 'a' }, left === undefined ? left : 1_000 + left, 1_000);
      assert.equal(until, kept === undefined ? kept : 1_000 + kept);
    });
  }

  it('is never kept until it ends, and always for a while', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.nat(1e12), (left, now) => {
        const { until = 0 } = expiringAccess({ token: 'a' }, now + left, now);
        assert.ok(now < until && until < now + left);
      }),
    ));
});

describe('a token', () => {
  for (const token of ['ya29.a0-_~+/=', 'a'])
    it(`${token} can be used`, () => assert.equal(usableToken(token), token));
  for (const token of ['', 'a b', 'a\r\nX-Header: b', 'schlüssel', 1, null, undefined])
    it(`${JSON.stringify(token)} cannot be used`, () => assert.equal(usableToken(token), undefined));
});
