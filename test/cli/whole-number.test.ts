import assert from 'node:assert/strict';
import { InvalidArgumentError } from 'commander';
import { wholeNumber } from '../../lib/cli/whole-number.ts';

describe('an option that is a number', () => {
  for (const [text, expected] of [
    ['1', 1],
    ['08', 8],
    ['100', 100],
  ] as const)
    it(`reads ${text}`, () => assert.equal(wholeNumber(1, 100)(text), expected));

  for (const text of ['0', '101', '-1', '1.5', '1e2', '', ' 1', 'eight', '9999999999'])
    it(`refuses \`${text}\``, () => assert.throws(() => wholeNumber(1, 100)(text), InvalidArgumentError));
});
