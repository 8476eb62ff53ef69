/** Requests that are worked on, whether their callers still wait or not, and how that ends. */

/** What tells that an answer is sent. */
interface Answer {
  readonly closed: boolean;
  readonly once: (event: 'close', listener: () => void) => unknown;
}

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

/** Fulfilled when all of an answer is sent, or nobody is there any more to take it. */
function answerSent(response: Answer): Promise<void> {
  return new Promise((resolve) => {
    if (response.closed) resolve();
    else response.once('close', () => resolve());
  });
}
