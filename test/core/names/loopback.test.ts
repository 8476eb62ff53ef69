import assert from 'node:assert/strict';
import { isLoopback } from '../../../lib/core/names/loopback.ts';

describe('an address', () => {
  const table: readonly (readonly [address: string, ours: boolean])[] = [
    ['http://localhost:8001', true],
    ['http://127.0.0.1', true],
    ['http://127.1.2.3:1', true],
    ['http://[::1]:8001', true],
    ['http://127.0.0.1.example.com', false],
    ['http://localhost.example.com', false],
    ['http://10.0.0.1', false],
    ['http://[::2]', false],
  ];
  for (const [address, ours] of table)
    it(`${address} is ${ours ? '' : 'not '}of this machine`, () =>
      assert.equal(isLoopback(new URL(address)), ours));
});
