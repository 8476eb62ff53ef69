import assert from 'node:assert/strict';
import { parseGlob } from '../../../lib/core/names/glob.ts';
import { findArchitecture, withOneSpelling } from '../../../lib/core/policy/architecture.ts';

describe('findArchitecture', () => {
  const rows: readonly (readonly [tag: string, name: string, glob: string])[] = [
    ['1.2.3-arm64', 'arm64', '*-arm64'],
    ['v7.5.0-amd64', 'amd64', '*-amd64'],
    ['1.2.3_linux_amd64', 'amd64', '*_linux_amd64'],
    ['main-x86_64', 'amd64', '*-x86_64'],
    ['main-x86-64', 'amd64', '*-x86-64'],
    ['1.2.3-x64', 'amd64', '*-x64'],
    ['arm64', 'arm64', 'arm64'],
    ['ARM64', 'arm64', 'ARM64'],
    ['1.2.3.arm64', 'arm64', '*.arm64'],
    ['1.2.3-aarch64', 'arm64', '*-aarch64'],
    ['1.2.3-arm64v8', 'arm64', '*-arm64v8'],
    ['1.2.3-linux-arm64-v8', 'arm64', '*-linux-arm64-v8'],
    ['arm64-1.2.4', 'arm64', 'arm64-*'],
    ['linux-amd64-1.2.4', 'amd64', 'linux-amd64-*'],
    ['1.2.4-arm64-alpine', 'arm64', '*-arm64-*'],
    ['1.2.3-arm-v7', 'armv7', '*-arm-v7'],
    ['1.2.3-armv7l', 'armv7', '*-armv7l'],
    ['arm32v7', 'armv7', 'arm32v7'],
    ['1.2.3-arm32v6', 'armv6', '*-arm32v6'],
    ['1.2.3-armv5', 'armv5', '*-armv5'],
    ['1.2.3-armv8', 'armv8', '*-armv8'],
    ['1.2.3-armhf', 'armhf', '*-armhf'],
    ['1.2.3-arm', 'arm', '*-arm'],
    ['latest-arm', 'arm', '*-arm'],
    ['arm', 'arm', 'arm'],
    ['main-linux-arm', 'arm', '*-linux-arm'],
    ['1.2.3-i386', 'i386', '*-i386'],
    ['1.2.3-linux-386', 'i386', '*-linux-386'],
    ['1.2.3_linux_386', 'i386', '*_linux_386'],
    ['1.2.3-x86', 'x86', '*-x86'],
    ['1.2.3-ppc64le', 'ppc64le', '*-ppc64le'],
    ['1.2.3-s390x', 's390x', '*-s390x'],
    ['1.2.3-riscv64', 'riscv64', '*-riscv64'],
    ['1.2.3-mips64le', 'mips64le', '*-mips64le'],
    ['1.2.3-loong64', 'loong64', '*-loong64'],
    ['1.2.3-loongarch64', 'loong64', '*-loongarch64'],
  ];
  for (const [tag, name, glob] of rows)
    it(`${tag} names ${name}, as ${glob} does`, () => {
      assert.deepEqual(findArchitecture(tag), { name, glob });
      const parsed = parseGlob(glob);
      assert.ok('glob' in parsed && parsed.glob.matches(tag));
    });

  const words = [
    '',
    '1.2.3',
    '1.2.3-alarm',
    'alarm-arm',
    'alpine',
    'arms',
    'farm',
    '64',
    'amd',
    'k8s',
    'xarm64',
  ];
  const numbers = [
    '386',
    '1.2.386',
    '1.2.3-386',
    '1.2.3_386',
    'build-386',
    'build-486',
    '586',
    'build.686',
    'v7',
  ];
  for (const tag of [...words, ...numbers])
    it(`${JSON.stringify(tag)} names none`, () => {
      assert.equal(findArchitecture(tag), undefined);
    });
});

describe('withOneSpelling', () => {
  const rows: readonly (readonly [text: string, expected: string])[] = [
    ['9-jre-x86-64', '9-jre-amd64'],
    ['linux-arm64-v8', 'arm64'],
    ['linux-386.aarch64', 'i386.arm64'],
    ['386', '386'],
    ['up57', 'up57'],
    ['', ''],
  ];
  for (const [text, expected] of rows)
    it(`${JSON.stringify(text)} is ${JSON.stringify(expected)}`, () => {
      assert.equal(withOneSpelling(text), expected);
    });
});
