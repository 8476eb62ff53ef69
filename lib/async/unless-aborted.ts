/** Waits for work that others may wait for too. */
import type { UpdaterError } from '../core/errors/updater-error.ts';

/** The result of the work, or the error as soon as the signal aborts; the work itself continues. */
export async function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal,
  fault: () => UpdaterError,
): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(fault());
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([aborted.promise, work]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
