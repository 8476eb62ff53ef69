/** Limits concurrency; slow work releases its slot. */
import pLimit from 'p-limit';

// A healthy cluster needs less than these two seconds. With half as many slots a slow cluster starts late, with twice as
// many the memory grows: `npm run bench` measures both.
const AT_ONCE = 32;
const PATIENCE_MS = 2_000;

/**
 * Runs work in one of `count` slots, in its order. After `patienceMs`, work continues without a slot and the next starts:
 * waiting for an unreachable cluster costs nothing, and must not delay others.
 */
export function limiterWithPatience(
  count = AT_ONCE,
  patienceMs = PATIENCE_MS,
): <T>(work: () => Promise<T>) => Promise<T> {
  const limit = pLimit(count);
  return (work) =>
    new Promise((resolve, reject) => {
      void limit(async () => {
        const left = Promise.withResolvers<void>();
        const timer = setTimeout(left.resolve, patienceMs);
        // A promise even if `work` throws synchronously.
        const done = (async () => work())().then(resolve, reject);
        await Promise.race([done, left.promise]);
        clearTimeout(timer);
      });
    });
}
