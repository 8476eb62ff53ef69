/** Requests that are worked on, whether their callers still wait or not, and how that ends. */
import { answerSent, type Answer } from './answer-sent.ts';

export interface InFlight {
  /** Aborts when what is left is to end at once. Nothing else ends a request: its caller may be gone. */
  readonly signal: AbortSignal;
  readonly abort: () => void;
  /** Knows of the work until it ends and its answer is sent, and gives back what it gives. */
  readonly track: <T>(work: Promise<T>, answer: Answer) => Promise<T>;
  /** Fulfilled when there is none. */
  readonly settled: () => Promise<void>;
}

export function requestsInFlight(): InFlight {
  const end = new AbortController();
  const all = new Set<Promise<unknown>>();
  return {
    signal: end.signal,
    abort: () => end.abort(),
    track: async (work, answer) => {
      const request = work.then(async (value) => {
        await answerSent(answer);
        return value;
      });
      all.add(request);
      try {
        return await request;
      } finally {
        all.delete(request);
      }
    },
    settled: async () => {
      while (all.size > 0) await Promise.allSettled(all);
    },
  };
}
