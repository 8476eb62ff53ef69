/** Waits for a limited time. */
import type { Clock } from './clock.ts';

/** Whether the work ends within this number of milliseconds; it is not aborted. Rejects if the work rejects. */
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
