/** V8's heap, once all that is not kept was collected. */
import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How much of it is in use, in bytes. */
export function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  assert.ok(typeof collect === 'function');
  // What is only weakly held goes with the second one.
  for (let time = 0; time < 2; time += 1) Reflect.apply(collect, undefined, []);
}
