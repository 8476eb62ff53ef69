/** A queue that processes one item of each key at a time, with a total limit. Items that wait for their key occupy no slot. */
import pLimit from 'p-limit';

export interface KeyedQueue<T> {
  readonly add: (key: string, item: T) => void;
  /** Removes and returns all waiting items. */
  readonly drop: () => readonly T[];
  /** The number of waiting items. */
  readonly waiting: () => number;
  /** Fulfilled when no item is in progress or waiting. */
  readonly settled: () => Promise<void>;
}

/** Items with the same key are processed in their order; `work` never rejects. */
export function keyedQueue<T extends object>(
  atOnce: number,
  work: (item: T) => Promise<void>,
): KeyedQueue<T> {
  const limit = pLimit(atOnce);
  // Waiting items. A key exists as long as one of its items is in progress.
  const lines = new Map<string, T[]>();
  const turns = new Set<Promise<void>>();

  const takeTurn = (key: string, line: T[]): void => {
    const turn = limit(async () => {
      const item = line.shift();
      if (item !== undefined) await work(item);
      turns.delete(turn);
      // The next item of a key is queued after all other keys.
      if (line.length > 0) takeTurn(key, line);
      else lines.delete(key);
    });
    turns.add(turn);
  };

  return {
    add: (key, item) => {
      const line = lines.get(key);
      if (line !== undefined) return void line.push(item);
      const first = [item];
      lines.set(key, first);
      takeTurn(key, first);
    },
    drop: () => [...lines.values()].flatMap((line) => line.splice(0)),
    waiting: () => [...lines.values()].reduce((sum, { length }) => sum + length, 0),
    settled: async () => {
      while (turns.size > 0) await Promise.all(turns);
    },
  };
}
