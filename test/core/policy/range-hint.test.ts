import assert from 'node:assert/strict';
import { parsePolicy } from '../../../lib/core/policy/parse-policy.ts';
import { rangeHint } from '../../../lib/core/policy/range-hint.ts';

describe('rangeHint', () => {
  const rows: readonly (readonly [range: string, named: string | undefined])[] = [
    ['>=1.0, <2.0', 'comma'],
    ['>=1.0,<2.0', 'comma'],
    ['!=1.5.0', '!='],
    ['>=1.0, !=1.5.0', '!='],
    ['nonsense', undefined],
    ['', undefined],
  ];
  for (const [range, named] of rows)
    it(`${JSON.stringify(range)} is told of ${named ?? 'nothing'}, and is no npm range`, () => {
      assert.equal(rangeHint(range)?.includes(named ?? '?'), named === undefined ? undefined : true);
      assert.ok('invalid' in parsePolicy(`semver:${range}`));
    });

  it('names ranges that npm reads', () => {
    for (const range of [',', '!='].map(rangeHint)) {
      const examples = [...(range ?? '').matchAll(/`([<>][^`]+)`/g)];
      assert.equal(examples.length, 1);
      for (const [, text = ''] of examples) assert.ok('policy' in parsePolicy(`semver:${text}`), text);
    }
  });
});
