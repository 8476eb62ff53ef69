/** Counts the failures of each message. Completed messages are removed, and the number of entries is limited. */

/** Later messages evict a message that another instance completed, or that became a dead letter. */
const MOST = 10_000;

export interface Failures {
  /** Counts a failure of the message and returns the new count, from 1 on. */
  readonly count: (id: string) => number;
  readonly forget: (id: string) => void;
  /** The number of stored messages. */
  readonly size: () => number;
}

/** Stores at most `limit` messages: those that failed last. */
export function countFailures(most = MOST): Failures {
  const counts = new Map<string, number>();
  return {
    count: (id) => {
      const count = (counts.get(id) ?? 0) + 1;
      // A map keeps the order of insertion: the latest failure is last.
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
