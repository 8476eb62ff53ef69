/** How often each message failed here. What is done is forgotten, and there is an end to what is remembered. */

/** A message whose end we never see (another instance did it, it is a dead letter) is pushed out by later ones. */
const MOST = 10_000;

export interface Failures {
  /** Counts one more failure of the message; the first is 1. */
  readonly count: (id: string) => number;
  readonly forget: (id: string) => void;
  /** How many messages are remembered. */
  readonly size: () => number;
}

/** Remembers at most so many messages: those that failed last. */
export function countFailures(most = MOST): Failures {
  const counts = new Map<string, number>();
  return {
    count: (id) => {
      const count = (counts.get(id) ?? 0) + 1;
      // A map is in the order of insertion: what failed last stands last.
      counts.delete(id);
      counts.set(id, count);
      const [oldest = id] = counts.keys();
      if (counts.size > most) counts.delete(oldest);
      return count;
    },
    forget: (id) => void counts.delete(id),
    size: () => counts.size,
  };
}
