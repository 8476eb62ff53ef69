/** Deadlines: an event has one, each cluster has one within it. */
import { UpdaterError } from '../core/errors/updater-error.ts';
import { WALL_CLOCK, type Clock } from './clock.ts';

/** How much time there is. */
export interface Deadline {
  /** Once it aborts, nothing is begun, and what can be done again is ended. */
  readonly signal: AbortSignal;
  /** Ends a write that is in flight then: its answer tells whether it was made. `signal` where it is left out. */
  readonly finish?: AbortSignal;
  /** Milliseconds since the epoch; no wait is begun that would end later. */
  readonly endsAt?: number;
}

/** Milliseconds. */
export interface TimeLimits {
  readonly event: number;
  readonly cluster: number;
}

/** Pub/Sub waits 600 s for an answer, so an event has to be done well before. */
export const TIME_LIMITS: TimeLimits = { event: 300_000, cluster: 60_000 };

/** How long a write may go on after its deadline, in milliseconds: an API server usually answers in a tenth of it. */
export const FINISH_MS = 1_000;

/** A deadline in `ms` milliseconds, or when its outer one ends. */
export function deadlineWithin(ms: number, outer: Deadline, clock: Clock = WALL_CLOCK): Deadline {
  return {
    signal: abortsWithin(ms, outer.signal),
    finish: abortsWithin(ms + FINISH_MS, outer.finish ?? outer.signal),
    endsAt: Math.min(outer.endsAt ?? Infinity, clock.now() + ms),
  };
}

/** What is left of a deadline to find out what became of a write, and to set it right. */
export function untilFinish({ signal, finish = signal, ...rest }: Deadline): Deadline {
  return { ...rest, signal: finish };
}

// A signal of a process is that of all its events: a listener of each would stay as long as the process.
const finishSignals = new WeakMap<AbortSignal, AbortSignal>();

/** A deadline that ends with the signal, and leaves writes in flight {@link FINISH_MS} more. */
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
 * Aborts after so many milliseconds, or with the other signal, which it leaves then. `AbortSignal.any` of a signal that lives
 * as long as the process keeps what was made of it (Node 24: 600 bytes an event, measured).
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

/** The fault of a request whose caller has no time left for it. */
export function deadlineExceeded(request: string, signal: AbortSignal): UpdaterError {
  return new UpdaterError('OutOfTime', `${request}: given up, the time budget is used up`, {
    cause: signal.reason,
  });
}
