/**
 * Holding back what is to be nacked later. Whatever is leased can be held: a nack before its time is a delivery at once,
 * and a dead-letter topic counts those. So flow control is the limit: while all that may be leased is held, nothing is pulled.
 */
import type { Clock } from '../../async/clock.ts';

export interface DelayedNacks {
  /** Calls `release` after so many milliseconds, or as soon as the signal aborts. */
  readonly hold: (release: () => void, ms: number) => void;
  /** How many are held. */
  readonly held: () => number;
}

/** Holds until the signal aborts. */
export function delayNacks(clock: Clock, signal: AbortSignal): DelayedNacks {
  let held = 0;
  const letGo = (release: () => void): void => {
    held -= 1;
    release();
  };
  return {
    hold: (release, ms) => {
      if (ms <= 0 || signal.aborted) return release();
      held += 1;
      const over = (): void => letGo(release);
      void clock.sleep(ms, signal).then(over, over);
    },
    held: () => held,
  };
}
