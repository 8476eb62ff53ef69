/**
 * Delays nacks. A nack without delay causes an immediate redelivery, which counts as a delivery attempt for dead-lettering.
 * All leased messages may be delayed, so flow control is the limit: if the maximum is reached, no message is pulled.
 */
import type { Clock } from '../../async/clock.ts';

export interface DelayedNacks {
  /** Calls `release` after this number of milliseconds, or when the signal aborts. */
  readonly hold: (release: () => void, ms: number) => void;
  /** The number of delayed messages. */
  readonly held: () => number;
}

/** Delays until the signal aborts. */
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
