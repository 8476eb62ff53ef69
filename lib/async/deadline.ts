/** Deadlines: an event has one, each cluster has one within it. */
import { UpdaterError } from '../core/errors/updater-error.ts';
import { WALL_CLOCK, type Clock } from './clock.ts';

/** The remaining time. */
export interface Deadline {
  /** After it aborts, nothing is started, and repeatable work is aborted. */
  readonly signal: AbortSignal;
  /** Aborts writes in flight; they need more time, because their response says whether they were made. Default: `signal`. */
  readonly finish?: AbortSignal;
  /** Milliseconds since the epoch; no delay is started that would end later. */
  readonly endsAt?: number;
}

/** In milliseconds. */
export interface TimeLimits {
  readonly event: number;
  readonly cluster: number;
}

/** Pub/Sub waits 600 s for a response, so an event has to be done well before. */
export const TIME_LIMITS: TimeLimits = { event: 300_000, cluster: 60_000 };

/** Additional time for a write in flight after its deadline, in milliseconds: an API server usually responds in a tenth of it. */
export const FINISH_MS = 1_000;

/** A deadline after `ms` milliseconds, or at the end of the outer one. */
export function deadlineWithin(ms: number, outer: Deadline, clock: Clock = WALL_CLOCK): Deadline {
  return {
    signal: abortsWithin(ms, outer.signal),
    finish: abortsWithin(ms + FINISH_MS, outer.finish ?? outer.signal),
    endsAt: Math.min(outer.endsAt ?? Infinity, clock.now() + ms),
  };
}

/** The rest of a deadline, for finding out the result of a write and correcting it. */
export function untilFinish({ signal, finish = signal, ...rest }: Deadline): Deadline {
  return { ...rest, signal: finish };
}

// The signal of the process is shared by all events: listeners of each would accumulate.
const finishSignals = new WeakMap<AbortSignal, AbortSignal>();

/** A deadline that ends with the signal, with {@link FINISH_MS} more for writes in flight. */
export function deadlineBySignal(signal: AbortSignal): Deadline {
  const finish = finishSignals.get(signal) ?? abortedLater(signal);
  finishSignals.set(signal, finish);
  return { signal, finish };
}

function abortedLater(signal: AbortSignal): AbortSignal {
  const late = new AbortController();
  const end = (): void => void setTimeout(() => late.abort(signal.reason), FINISH_MS).unref();
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return late.signal;
}

/**
 * Aborts after this number of milliseconds, or with the other signal, and then removes its listener. `AbortSignal.any` with
 * the signal of the process would leak memory (Node 24: 600 bytes per event, measured).
 */
function abortsWithin(ms: number, outer: AbortSignal): AbortSignal {
  const inner = new AbortController();
  const timer = setTimeout(() => inner.abort(new DOMException('out of time', 'TimeoutError')), ms).unref();
  const end = (): void => {
    clearTimeout(timer);
    inner.abort(outer.reason);
  };
  if (outer.aborted) end();
  else outer.addEventListener('abort', end, { once: true, signal: inner.signal });
  return inner.signal;
}

/** The error of a request whose caller has no time left. */
export function deadlineExceeded(request: string, signal: AbortSignal): UpdaterError {
  return new UpdaterError('OutOfTime', `${request}: aborted at the end of its time limit`, {
    cause: signal.reason,
  });
}
