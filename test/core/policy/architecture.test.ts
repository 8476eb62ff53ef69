import assert from 'node:assert/strict';
import { isArchitecture } from '../../../lib/core/policy/architecture.ts';

describe('isArchitecture', () => {
  const names = ['amd64', 'arm64', 'arm', 'armv7', 'arm32v6', 'arm64v8', 'aarch64', 'ARM64', 'armhf'];
  const others = ['i386', '386', 'x86', 'x64', 'ppc64le', 's390x', 'riscv64', 'mips64le'];
  for (const name of [...names, ...others])
    it(`${name} is an architecture`, () => assert.equal(isArchitecture(name), true));

  for (const name of ['', 'alpine', 'arms', 'farm', '64', 'amd', 'k8s', 'xarm64', 'v7'])
    it(`${JSON.stringify(name)} is none`, () => assert.equal(isArchitecture(name), false));
});
