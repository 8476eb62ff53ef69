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
    ['semver:^1', undefined, '1.2.3', 'newer'],
    ['semver:^1', undefined, '2.0.0', 'OutOfRange'],

    // A current tag that is no version `x.y.z`: its leading numbers never go down.
    ['semver:*', '1.21', '1.20.14', 'NotHigher'],
    ['semver:*', '1.21', '1.21.1', 'newer'],
    ['semver:*', '1.21', '1.21.0', 'NotHigher'],
    ['semver:*', '1', '1.21.0', 'newer'],
    ['semver:^1', '20240101', '1.0.0', 'NotHigher'],
    ['semver:*', '20240101', '20240102.0.0', 'newer'],
    ['semver:*', '2026.02.0', '2025.11.1', 'NotHigher'],
    ['semver:*', '2026.02.0', '2026.2.1', 'newer'],
    ['semver:*', '4.0.16.2944', '4.0.9', 'NotHigher'],
    ['semver:*', '4.0.16.2944', '4.0.16', 'NotHigher'],
    ['semver:*', '4.0.16.2944', '4.0.17', 'newer'],
    ['semver:*', 'release-1.9.0', '1.8.0', 'NotHigher'],
    ['semver:*', 'release-1.9.0', '1.10.0', 'newer'],
    ['semver:*', 'V1.9.0', '1.8.0', 'NotHigher'],
    ['semver:*', 'V1.9.0', 'v1.10.0', 'newer'],
    ['semver:*', '9007199254740993.0.0', '1.0.0', 'NotAVersion'],

    // With a suffix that the range does not admit it is another variant.
    ['semver:*', '1.21-alpine', '1.22.0', 'OtherVariant'],
    ['semver:*', '1.21-alpine', '1.20.0', 'OtherVariant'],
    ['semver:>=1.20.0-0', '1.20-alpine', '1.20.0', 'OtherVariant'],
    ['semver:>=1.20.0-0', '1.20-alpine', '1.20.0-slim', 'OtherVariant'],
    ['semver:>=1.21.0-0', '1.21-rc.1', '1.21.0', 'newer'],
    ['semver:>=1.21.0-0', '1.21-rc.2', '1.21.0-rc.1', 'NotHigher'],
    ['semver:*', '8u302-b08-jre', '11.0.2', 'OtherVariant'],
    ['semver:*', '3.15.0a2', '3.16.0', 'OtherVariant'],
    ['semver:>=4.0.15-0', '4.0.15.2941-ls291', '4.0.15', 'OtherVariant'],

    // A word without digits is replaced, other digits are no version.
    ['semver:*', 'latest', '1.0.0', 'newer'],
    ['semver:*', 'latest-alpine', '1.0.0', 'newer'],
    ['semver:*', 'latest-arm64', '1.0.0', 'NotAVersion'],
    ['semver:*', 'main-1234', '2000.0.0', 'NotAVersion'],
    ['semver:*', 'alpine-3.18', '3.19.0', 'NotAVersion'],
    ['semver:*', '1a2b3c4', '2.0.0', 'NotAVersion'],
    ['semver:*', 'main-abcdefa', '0.0.1', 'NotAVersion'],

    // `_` in the place of the `+` of build metadata.
    ['semver:*', '104.1.1_up57', '104.1.0', 'NotHigher'],
    ['semver:*', '104.1.1_up57', '104.2.0', 'newer'],
    ['semver:*', '104.1.1_up57', '104.2.0_up58', 'newer'],
    ['semver:*', '104.1.1_up57', '104.1.1_up58', 'same'],
    ['semver:*', '104.1.1_up57', '104.1.1', 'same'],
    ['semver:*', '104.1', '104.1.1_up57', 'newer'],
    ['semver:*', '1.2.3', '1.2.4_arm64', 'OtherVariant'],
    ['semver:*', '1.2.3_amd64', '1.2.4_arm64', 'OtherVariant'],
    ['semver:*', '1.2.3_amd64', '1.2.4', 'OtherVariant'],
    ['semver:*', '1.2.3_alpine', '1.2.4', 'OtherVariant'],
    ['semver:*', '1.2.3_git.0a1b2c3', '1.2.4_git.9f8e7d6', 'newer'],
    ['semver:*', 'latest', '1.2.4_arm64', 'OtherVariant'],
    ['semver:*', undefined, '1.2.4_arm64', 'OtherVariant'],
    ['semver:*', '1.2.3', '1.2.4_linux_amd64', 'NotAVersion'],

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
