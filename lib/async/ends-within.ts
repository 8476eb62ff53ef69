/** Waiting for something, but not for ever. */
import type { Clock } from './clock.ts';

/** Whether the work ends within so many milliseconds; it goes on all the same. Rejects with it. */
export async function endsWithin(work: Promise<unknown>, ms: number, clock: Clock): Promise<boolean> {
  const awake = new AbortController();
  const tooLong = clock.sleep(ms, awake.signal).then(
    () => false,
    () => true,
  );
  try {
    return await Promise.race([work.then(() => true), tooLong]);
  } finally {
    awake.abort();
  }
}
