import assert from 'node:assert/strict';
import { parsePolicy } from '../../../lib/core/policy/parse-policy.ts';
import { itAnswers, itIsOrderedBy } from './ask.ts';

describe('semver:', () => {
  itIsOrderedBy('version', ['semver:^1', 'semver:*']);
  itAnswers([
    ['semver:^1', '1.2.3', '1.10.0', 'newer'],
    ['semver:^1', '1.10.0', '1.9.0', 'NotHigher'],
    ['semver:^1', '1.2.3', '1.2.3', 'same'],
    ['semver:^1', '1.2.3', 'v1.2.3', 'same'],
    ['semver:^1', 'v1.2.3', '1.2.4', 'newer'],
    ['semver: ^1', '1.2.3', '1.2.4', 'newer'],
    ['semver:^v1.2', 'v1.2.3', 'v1.2.4', 'newer'],
    ['semver:^1', '1.2.3', '2.0.0', 'OutOfRange'],
    ['semver:^1', '2.0.0', '1.9.0', 'NotHigher'],
    ['semver:^1', '0.9.0', '1.0.0', 'newer'],
    ['semver:>=1 <3 || ^4', '1.2.3', '4.0.0', 'newer'],
    ['semver:>=1 <3 || ^4', '1.2.3', '3.0.0', 'OutOfRange'],

    // What is no version.
    ['semver:^1', '1.2.3', 'latest', 'NotAVersion'],
    ['semver:^1', 'latest', 'latest', 'NotAVersion'],
    ['semver:*', '1.2.3', '20240101', 'NotAVersion'],
    ['semver:*', '1.2.3', '1.3', 'NotAVersion'],
    ['semver:*', '1.2.3', '9007199254740992.0.0', 'NotAVersion'],
    ['semver:*', '1.2.3', '9007199254740991.0.0', 'newer'],
    ['semver:^1', 'latest', '1.2.3', 'newer'],
    ['semver:^1', 'latest', '2.0.0', 'OutOfRange'],
    ['semver:^1', '20240101', '1.0.0', 'newer'],
    ['semver:^1', undefined, '1.2.3', 'newer'],
    ['semver:^1', undefined, '2.0.0', 'OutOfRange'],

    // Prereleases.
    ['semver:^1', '1.2.3-alpine', '1.2.4', 'OtherVariant'],
    ['semver:^1', '2.0.0-rc.1', '1.2.4', 'OtherVariant'],
    ['semver:^1', '1.2.3', '1.2.4-alpine', 'OutOfRange'],
    ['semver:^1.2.3-rc.1', '1.2.3-rc.1', '1.2.3-rc.2', 'newer'],
    ['semver:^1.2.3-rc.1', '1.2.3-rc.10', '1.2.3-rc.9', 'NotHigher'],
    ['semver:^1.2.3-rc.1', '1.2.3-rc.2', '1.2.3', 'newer'],
    ['semver:^1.2.3-rc.1', '1.2.3-rc.2', '1.2.4-rc.1', 'OutOfRange'],
    ['semver:^1.2.3-rc.1', '1.2.4-rc.1', '1.2.5', 'OtherVariant'],
  ]);

  const invalid = [
    '',
    ' ',
    '||',
    '^1 ||',
    '|| ^1',
    '^1 || || ^2',
    'latest',
    'nonsense',
    '^1 || nonsense',
    '1.2.3.4',
    '>',
  ];
  for (const range of [...invalid, '^99999999999999999999', '^1'.repeat(200)]) {
    it(`semver:${range.slice(0, 40)} is invalid`, () => {
      assert.ok('invalid' in parsePolicy(`semver:${range}`));
    });
  }
});
