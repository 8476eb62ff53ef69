/** So many at once, but nobody waits long for the slow ones. */
import pLimit from 'p-limit';

// A healthy cluster is done in less than these two seconds. With half as many at once a slow one begins late, with twice
// as many the memory grows: `npm run bench` measures both.
const AT_ONCE = 32;
const PATIENCE_MS = 2_000;

/**
 * Runs work in one of `count` slots, in the order in which it came. Who is not done after `patienceMs` goes on
 * without a slot, and the next begins: waiting for a dead cluster costs nothing, and must not keep others from being
 * worked on.
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
        // A promise also where work fails before it gives one.
        const done = (async () => work())().then(resolve, reject);
        await Promise.race([done, left.promise]);
        clearTimeout(timer);
      });
    });
}
