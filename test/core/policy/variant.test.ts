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

    ['1.0.0_git.gabcdefa', '1.0.1_git.g1234567', true],
    ['1.0.0_build.7', '1.0.1_build.8', true],
    ['1.0.0_b08', '1.0.1_r10', true],
    ['1.0.0_up61.3.2-rancher.1', '1.0.1_up66.7.1-rancher.10', true],
    ['1.0.0_9.1-jre', '1.0.1_10.2-jre', true],
    ['1.0.0_jre-20240101', '1.0.1_jre-20240201', true],
    ['1.0.0_386', '1.0.1_387', true],

    // Numbers of a variant may not.
    ['1.0.0_cuda12', '1.0.1_cuda12', true],
    ['1.0.0_cuda12', '1.0.1_cuda13', false],
    ['1.0.0_cuda12', '1.0.1_rocm6', false],
    ['1.0.0_py39', '1.0.1_py312', false],
    ['1.0.0_alpine3.18', '1.0.1_alpine3.19', false],
    ['1.0.0_9-jdk-ubi9-minimal', '1.0.1_7-jdk-ubi9-minimal', true],
    ['1.0.0_9-jdk-ubi9-minimal', '1.0.1_7-jdk-ubi10-minimal', false],
    ['1.0.0_9-jdk-nanoserver-ltsc2022', '1.0.1_7-jdk-nanoserver-1809', false],
    ['1.0.0_9-jdk-nanoserver-1809', '1.0.1_7-jdk-nanoserver-2022', false],
    ['1.0.0_g123456', '1.0.1_g123457', false],

    // Words may not.
    ['1.0.0_9-jre', '1.0.1_7-jre', true],
    ['1.0.0_9-jre', '1.0.1_7-jdk', false],
    ['1.0.0_9-jre', '1.0.1_7-jre-alpine', false],
    ['1.0.0_amd64', '1.0.1_amd64', true],
    ['1.0.0_amd64', '1.0.1_arm64', false],
    ['1.0.0_armv6', '1.0.1_armv7', false],
    ['1.0.0_linux-arm-v7', '1.0.1_linux-arm-v6', false],
    ['1.0.0_linux-arm-v7', '1.0.1_armv7', true],
    ['1.0.0_9-x86-64', '1.0.1_7-amd64', true],
    ['1.0.0_linux-386', '1.0.1_i386', true],
    ['1.0.0_linux-386', '1.0.1_linux-amd64', false],

    // What only counts may come and go; a word and an architecture may not.
    ['1.0.0', '1.0.1_up57', true],
    ['1.0.0_up57', '1.0.1', true],
    ['1.0.0_up61.3', '1.0.1_up61.3-rancher.1', false],
    ['1.0.0_9-jre', '1.0.1', false],
    ['1.0.0', '1.0.1_arm64', false],
    ['1.0.0_arm64', '1.0.1', false],
    ['1.0.0', '1.0.1_rc1', false],
    ['1.0.0', '1.0.1_beta2', false],
    ['1.0.0', '1.0.1_dev', false],
    ['1.0.0', '1.0.1_alpine3.18', false],
    ['1.0.0', '1.0.1_cuda12', false],

    // What names no version names no variant.
    ['latest', '1.0.0', true],
    ['latest', '1.0.0_up57', true],
    ['latest', '1.0.0_9-jre', false],
    ['latest', '1.0.0_rocm6', false],
  ];
  for (const [current, pushed, expected] of rows)
    it(`${pushed} is ${expected ? 'the' : 'not the'} variant of ${current}`, () => {
      const version = parseVersion(pushed);
      assert.ok(version);
      assert.equal(isSameVariant(parseVersion(current), version), expected);
    });
});
