import type { Clock } from '../../lib/async/clock.ts';

export interface FakeClock extends Clock {
  /** Every wait, in milliseconds. */
  readonly waits: number[];
}

/** A clock that stands still but for its waits, which take no time; chance is always the same number. */
export function fakeClock(chance = 0): FakeClock {
  let now = 1_000_000;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    random: () => chance,
    sleep: (ms, signal) => {
      if (signal.aborted) return Promise.reject(new Error('aborted'));
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}
