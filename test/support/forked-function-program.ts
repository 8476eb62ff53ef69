/**
 * The function as the platform loads it, in functions-framework on loopback. Over IPC it says where it listens, and is
 * told to let time pass, in milliseconds; it ends with whoever started it.
 */
import assert from 'node:assert/strict';
import { flushCompileCache } from 'node:module';

const now = Date.now;
let passed = 0;
// Before the code and the libraries read it.
Date.now = () => now() + passed;
globalThis.Date = new Proxy(Date, {
  construct: (date, parts: unknown[], as) => {
    const made: unknown = Reflect.construct(date, parts.length === 0 ? [date.now()] : parts, as);
    return made instanceof date ? made : assert.fail();
  },
});

await import('../../functions/index.ts');
const { getTestServer } = await import('@google-cloud/functions-framework/testing');

const { listen } = await import('./local-server.ts');

const port = await listen(getTestServer('imagePushed'));
// It is ended by a signal, and would save nothing then.
flushCompileCache();
process.on('disconnect', () => process.exit());
process.on('message', (milliseconds) => {
  passed += Number(milliseconds);
  process.send?.('passed');
});
process.send?.(port);
