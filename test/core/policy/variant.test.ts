import assert from 'node:assert/strict';
import { isSameVariant } from '../../../lib/core/policy/variant.ts';
import { parseVersion } from '../../../lib/core/policy/version.ts';

describe('isSameVariant', () => {
  const rows: readonly (readonly [current: string, pushed: string, expected: boolean])[] = [
    ['1.0.0', '1.0.1', true],
    ['1.0.0-alpine', '1.0.1-slim', true],

    // Numbers and commits may change.
    ['1.0.0_1', '1.0.1_2', true],
    ['1.0.0', '1.0.1_2', true],
    ['1.0.0_up57', '1.0.1_up58.1', true],
    ['1.0.0_0a1b2c3', '1.0.1_9f8e7d6', true],
    ['1.0.0_git.g0a1b2c3', '1.0.1_git.g9f8e7d6', true],

    // Words may not.
    ['1.0.0_9-jre', '1.0.1_7-jre', true],
    ['1.0.0_9-jre', '1.0.1_7-jdk', false],
    ['1.0.0_9-jre', '1.0.1_7-jre-alpine', false],
    ['1.0.0_amd64', '1.0.1_amd64', true],
    ['1.0.0_amd64', '1.0.1_arm64', false],
    ['1.0.0_armv6', '1.0.1_armv7', false],

    // What only counts may come and go; a word and an architecture may not.
    ['1.0.0', '1.0.1_up57', true],
    ['1.0.0_up57', '1.0.1', true],
    ['1.0.0_up61.3', '1.0.1_up61.3-rancher.1', false],
    ['1.0.0_9-jre', '1.0.1', false],
    ['1.0.0', '1.0.1_arm64', false],
    ['1.0.0_arm64', '1.0.1', false],

    // What names no version names no variant.
    ['latest', '1.0.0', true],
    ['latest', '1.0.0_up57', true],
    ['latest', '1.0.0_9-jre', false],
  ];
  for (const [current, pushed, expected] of rows)
    it(`${pushed} is ${expected ? 'the' : 'not the'} variant of ${current}`, () => {
      const version = parseVersion(pushed);
      assert.ok(version);
      assert.equal(isSameVariant(parseVersion(current), version), expected);
    });
});
