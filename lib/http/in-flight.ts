/** Tracks requests in flight, also after their callers disconnected, until they end. */
import { responseSent, type OutgoingResponse } from './response-sent.ts';

export interface InFlight {
  /** Aborts when the remaining requests have to end. Nothing else ends a request: a disconnected caller does not. */
  readonly signal: AbortSignal;
  readonly abort: () => void;
  /** Tracks the work until it ends and its response is sent; returns the result of the work. */
  readonly track: <T>(work: Promise<T>, answer: OutgoingResponse) => Promise<T>;
  /** Fulfilled when no request is in flight. */
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
        await responseSent(answer);
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
