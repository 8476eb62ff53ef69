/** Lets the event loop turn while much is computed: connections, timers and other events go on in between. */
import { setImmediate } from 'node:timers/promises';

/** Steps of a millisecond or a few between two turns, over everything that is under way in this process. */
const STEPS = 8;

let steps = 0;
let last: Promise<void> = Promise.resolve();

/** Runs steps to their end; what it gives back at once needed no turn. */
export function runWithYields<T>(work: Iterator<void, T, void>): T | Promise<T> {
  while (steps < STEPS) {
    const step = work.next();
    if (step.done === true) return step.value;
    steps += 1;
  }
  return afterTurn(work);
}

/** Everybody who waits has a turn of the loop to himself: those that wait together would be one long turn. */
async function afterTurn<T>(work: Iterator<void, T, void>): Promise<T> {
  last = last.then(nextTurn);
  await last;
  return runWithYields(work);
}

async function nextTurn(): Promise<void> {
  await setImmediate();
  steps = 0;
}
