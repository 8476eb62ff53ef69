/**
 * The function as the platform loads it, in functions-framework on loopback. Over IPC it says where it listens, and is
 * told to let time pass, in milliseconds; it ends with whoever started it.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

const now = Date.now;
let passed = 0;
// Before our code, and the libraries, take it.
Date.now = () => now() + passed;
globalThis.Date = new Proxy(Date, {
  construct: (date, parts: unknown[], as) => {
    const made: unknown = Reflect.construct(date, parts.length === 0 ? [date.now()] : parts, as);
    return made instanceof date ? made : assert.fail();
  },
});

await import('../../functions/index.ts');
const { getTestServer } = await import('@google-cloud/functions-framework/testing');

const server = getTestServer('imagePushed').listen(0, '127.0.0.1');
await once(server, 'listening');
process.on('disconnect', () => process.exit());
process.on('message', (milliseconds) => {
  passed += Number(milliseconds);
  process.send?.('passed');
});
const address: AddressInfo | string | null = server.address();
process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
