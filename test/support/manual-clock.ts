import type { Clock } from '../../lib/async/clock.ts';

export interface ManualClock extends Clock {
  /** Lets so much time pass, one waker after the other, each with all that follows from it. */
  readonly advance: (ms: number) => Promise<void>;
  /** How many sleep. */
  readonly sleepers: () => number;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that stands still until it is told to go on. */
export function manualClock(): ManualClock {
  let now = 1_000_000;
  const sleepers = new Set<Sleeper>();
  const nextBy = (end: number): Sleeper | undefined =>
    [...sleepers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    random: () => 0,
    sleepers: () => sleepers.size,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(new Error('aborted'));
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal.addEventListener('abort', () => {
          if (sleepers.delete(sleeper)) reject(new Error('aborted'));
        });
      }),
    advance: async (ms) => {
      const end = now + ms;
      await settle();
      for (let next = nextBy(end); next !== undefined; next = nextBy(end)) {
        now = next.at;
        sleepers.delete(next);
        next.wake();
        await settle();
      }
      now = end;
    },
  };
}

/** Lets everything happen that waits for no time. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 3; round += 1) await new Promise((resolve) => void setImmediate(resolve));
}
