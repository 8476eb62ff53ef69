/** Waiting for work that others may be waiting for too. */
import type { UpdaterError } from '../core/errors/updater-error.ts';

/** The outcome of the work, or the fault as soon as the signal aborts; the work itself is not ended. */
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
