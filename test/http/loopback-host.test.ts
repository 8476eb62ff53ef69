import assert from 'node:assert/strict';
import { isLoopbackAddress, isLoopbackHost } from '../../lib/http/loopback-host.ts';

describe('an address to listen on', () => {
  for (const [address, is] of [
    ['127.0.0.1', true],
    ['127.1.2.3', true],
    ['::1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['10.0.0.1', false],
    ['localhost.example', false],
  ] as const)
    it(`${address} is ${is ? '' : 'not '}of this machine alone`, () =>
      assert.equal(isLoopbackAddress(address), is));
});

describe('a host on loopback', () => {
  for (const [host, is] of [
    ['localhost', true],
    ['localhost:5000', true],
    ['LOCALHOST:5000', true],
    ['127.0.0.1:5000', true],
    ['[::1]:5000', true],
    ['127.0.0.7', true],
    ['evil.example', false],
    ['localhost.evil.example:5000', false],
    ['127.0.0.1.evil.example', false],
    ['evil.example@localhost', false],
    ['localhost/evil', false],
    ['a b', false],
    ['', false],
    [undefined, false],
  ] as const)
    it(`${JSON.stringify(host)} is ${is ? '' : 'not '}named so by this machine`, () =>
      assert.equal(isLoopbackHost(host, '127.0.0.1'), is));
});
