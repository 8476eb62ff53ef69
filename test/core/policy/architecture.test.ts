import assert from 'node:assert/strict';
import { isArchitecture, trailingArchitecture } from '../../../lib/core/policy/architecture.ts';

describe('isArchitecture', () => {
  const names = ['amd64', 'arm64', 'arm', 'armv7', 'arm32v6', 'arm64v8', 'aarch64', 'ARM64', 'armhf'];
  const others = ['i386', '386', 'x86', 'x64', 'ppc64le', 's390x', 'riscv64', 'mips64le', 'x86_64'];
  for (const name of [...names, ...others])
    it(`${name} is an architecture`, () => assert.equal(isArchitecture(name), true));

  for (const name of ['', 'alpine', 'arms', 'farm', '64', 'amd', 'k8s', 'xarm64', 'v7'])
    it(`${JSON.stringify(name)} is none`, () => assert.equal(isArchitecture(name), false));
});

describe('trailingArchitecture', () => {
  const rows: readonly (readonly [tag: string, expected: string | undefined])[] = [
    ['1.2.3-arm64', 'arm64'],
    ['v7.5.0-amd64', 'amd64'],
    ['1.2.3_linux_amd64', 'amd64'],
    ['main-x86_64', 'x86_64'],
    ['arm64', 'arm64'],
    ['1.2.3-arm64v8', 'arm64v8'],
    ['1.2.3', undefined],
    ['arm64-1.2.3', undefined],
    ['1.2.3-alarm', undefined],
    ['386', '386'],
    ['', undefined],
  ];
  for (const [tag, expected] of rows)
    it(`${JSON.stringify(tag)} ends in ${expected ?? 'none'}`, () =>
      assert.equal(trailingArchitecture(tag), expected));
});
