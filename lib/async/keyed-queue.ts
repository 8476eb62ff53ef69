/** One at a time of each key, so many in all: what waits for its own key takes no slot from the others. */
import pLimit from 'p-limit';

export interface KeyedQueue<T> {
  readonly add: (key: string, item: T) => void;
  /** Takes out all that are not begun. */
  readonly drop: () => readonly T[];
  /** How many are not begun. */
  readonly waiting: () => number;
  /** Fulfilled when nothing is at work, and nothing waits. */
  readonly settled: () => Promise<void>;
}

/** Items of one key are worked on in the order in which they came; `work` never rejects. */
export function keyedQueue<T extends object>(
  atOnce: number,
  work: (item: T) => Promise<void>,
): KeyedQueue<T> {
  const limit = pLimit(atOnce);
  // What is not begun. A key is there as long as one of its items is at work.
  const lines = new Map<string, T[]>();
  const turns = new Set<Promise<void>>();

  const takeTurn = (key: string, line: T[]): void => {
    const turn = limit(async () => {
      const item = line.shift();
      if (item !== undefined) await work(item);
      turns.delete(turn);
      // The next one goes behind all other keys.
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
