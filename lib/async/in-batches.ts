/** Batches work. */

/**
 * Runs one batch at a time: items that arrive meanwhile form the next one. Each item gets the result of its batch, and a
 * failed batch does not delay others.
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
