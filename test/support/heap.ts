/** How much of V8's heap is in use once all that is not kept was collected, in bytes. */
import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  assert.ok(typeof collect === 'function');
  // What is only weakly held goes with the second one.
  for (let time = 0; time < 2; time += 1) Reflect.apply(collect, undefined, []);
  return process.memoryUsage().heapUsed;
}
