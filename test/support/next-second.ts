/** Seconds, in which a real API server tells times. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves in the next second: what is pushed from then on is newer than what was made before. */
export function nextSecond(): Promise<void> {
  return sleep(1000 - (Date.now() % 1000) + 1);
}
