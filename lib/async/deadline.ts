/** Deadlines: an event has one, each cluster has one within it. */
import { UpdaterError } from '../core/errors/updater-error.ts';
import { WALL_CLOCK, type Clock } from './clock.ts';

/** How much time there is. */
export interface Deadline {
  readonly signal: AbortSignal;
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

/** A deadline in `ms` milliseconds, or when its outer one ends. */
export function deadlineWithin(ms: number, outer: Deadline, clock: Clock = WALL_CLOCK): Deadline {
  return {
    signal: AbortSignal.any([outer.signal, AbortSignal.timeout(ms)]),
    endsAt: Math.min(outer.endsAt ?? Infinity, clock.now() + ms),
  };
}

/** The fault of a request whose caller has no time left for it. */
export function deadlineExceeded(request: string, signal: AbortSignal): UpdaterError {
  return new UpdaterError('OutOfTime', `${request}: given up, the time budget is used up`, {
    cause: signal.reason,
  });
}
