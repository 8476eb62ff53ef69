/** A deadline for work that several callers wait for, each with a deadline of its own. */
import type { Deadline } from './deadline.ts';

/** A deadline that ends with the last of several; `release` removes its listeners from their signals. */
export function latestDeadline(deadlines: readonly Deadline[]): {
  readonly deadline: Deadline;
  readonly release: () => void;
} {
  const latest = new AbortController();
  const waiting = new Set(deadlines.map(({ signal }) => signal));
  const listeners = [...waiting].map((signal) => {
    const end = (): void => {
      waiting.delete(signal);
      if (waiting.size === 0) latest.abort(signal.reason);
    };
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    return () => signal.removeEventListener('abort', end);
  });
  return {
    deadline: {
      signal: latest.signal,
      endsAt: Math.max(...deadlines.map(({ endsAt = Infinity }) => endsAt)),
    },
    release: () => {
      for (const remove of listeners) remove();
    },
  };
}
