/** Yields to the event loop during long computations, so that connections, timers and other events continue. */
import { setImmediate } from 'node:timers/promises';

/** The number of steps between two yields, for all computations of this process. A step takes a few milliseconds. */
const STEPS = 8;

let steps = 0;
let last: Promise<void> = Promise.resolve();

/** Runs steps to their end; a synchronous result needed no yield. */
export function runWithYields<T>(work: Iterator<void, T, void>): T | Promise<T> {
  while (steps < STEPS) {
    const step = work.next();
    if (step.done === true) return step.value;
    steps += 1;
  }
  return afterTurn(work);
}

/** Each waiting computation gets its own iteration of the event loop; together they would block it for long. */
async function afterTurn<T>(work: Iterator<void, T, void>): Promise<T> {
  last = last.then(nextTurn);
  await last;
  return runWithYields(work);
}

async function nextTurn(): Promise<void> {
  await setImmediate();
  steps = 0;
}
