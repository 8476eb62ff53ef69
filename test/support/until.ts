import { setTimeout } from 'node:timers/promises';

/** Waits until it holds: the test's own time limit ends it. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(5);
}
