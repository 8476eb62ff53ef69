/** Time budgets: an event has one, each cluster has one within it. */
import { Fault } from '../core/errors/fault.ts';
import { WALL_CLOCK, type Clock } from './clock.ts';
import type { Budget } from './retry.ts';

/** Milliseconds. */
export interface Budgets {
  readonly event: number;
  readonly cluster: number;
}

/** Pub/Sub waits 600 s for an answer, so an event has to be done well before. */
export const BUDGETS: Budgets = { event: 300_000, cluster: 60_000 };

/** A budget of at most `ms` milliseconds that ends with its outer one. */
export function budgetOf(ms: number, outer: Budget, clock: Clock = WALL_CLOCK): Budget {
  return {
    signal: AbortSignal.any([outer.signal, AbortSignal.timeout(ms)]),
    deadline: Math.min(outer.deadline ?? Infinity, clock.now() + ms),
  };
}

/** The fault of a request whose caller has no time left for it. */
export function outOfTime(request: string, signal: AbortSignal): Fault {
  return new Fault('OutOfTime', `${request}: given up, the time budget is used up`, { cause: signal.reason });
}
