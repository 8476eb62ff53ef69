/** Holding back: what is to be done later, for so many at once. What is one too many is done at once. */
import type { Clock } from '../../async/clock.ts';

export interface DelayedNacks {
  /** Calls `release` after so many milliseconds, or at once where too many are held, or the signal aborts. */
  readonly hold: (release: () => void, ms: number) => void;
  /** How many are held. */
  readonly held: () => number;
}

/** Holds at most so many, until the signal aborts. */
export function delayNacks(most: number, clock: Clock, signal: AbortSignal): DelayedNacks {
  let held = 0;
  const letGo = (release: () => void): void => {
    held -= 1;
    release();
  };
  return {
    hold: (release, ms) => {
      if (ms <= 0 || held >= most || signal.aborted) return release();
      held += 1;
      const over = (): void => letGo(release);
      void clock.sleep(ms, signal).then(over, over);
    },
    held: () => held,
  };
}
