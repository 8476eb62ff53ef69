/** Work that can be done for several at once. */

/**
 * Runs one batch at a time: what comes while one runs is the next one. Each item gets what its batch came to, and a batch
 * that fails delays no other.
 */
export function inBatches<T, R>(run: (batch: readonly T[]) => Promise<R>): (item: T) => Promise<R> {
  let waiting: T[] = [];
  let next: Promise<R> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const runWaiting = (): Promise<R> => {
    const batch = waiting;
    [waiting, next] = [[], undefined];
    return run(batch);
  };
  return (item) => {
    waiting.push(item);
    if (next !== undefined) return next;
    const begun = last.then(runWaiting);
    [next, last] = [begun, begun.catch(() => undefined)];
    return begun;
  };
}
