/** What takes long to get and lasts a while: an open cluster, a token. */
import { deadlineExceeded } from './deadline.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface Expiring<T> {
  readonly value: T;
  /** Milliseconds since the epoch; where it is missing, the value is good until it is refused. */
  readonly until?: number;
}

export interface CacheRequest {
  /** Whether the last value was refused, and must not be given again. */
  readonly forceRefresh: boolean;
  readonly signal: AbortSignal;
}

export interface CacheOptions {
  readonly now?: () => number;
  /**
   * A value younger than so many milliseconds is given again even where it was refused: nobody would answer
   * otherwise so soon, and all who were refused at once do not each ask again.
   */
  readonly minAgeMs?: number;
}

/**
 * Gives what `ask` answered as long as that lasts. Those who come while it is being asked share the answer; a
 * failure is not remembered. An asker without time left gets `OutOfTime`, and the asking goes on for the others: it
 * has to have a limit of its own. `name` says in messages what was waited for.
 */
export function cachedUntilExpiry<T>(
  name: string,
  ask: () => Promise<Expiring<T>>,
  { now = Date.now, minAgeMs = 0 }: CacheOptions = {},
): (request: CacheRequest) => Promise<T> {
  let last: (Expiring<T> & { readonly since: number }) | undefined;
  let refreshing: Promise<Expiring<T>> | undefined;
  const refresh = async (): Promise<Expiring<T>> => {
    try {
      // Not before the asking is remembered, whatever `ask` does at once.
      const answer = await Promise.resolve().then(ask);
      last = { ...answer, since: now() };
      return answer;
    } finally {
      refreshing = undefined;
    }
  };
  return async ({ forceRefresh, signal }) => {
    const age = last === undefined ? Number.NaN : now() - last.since;
    // Where the clock was put back, nobody knows how old it is.
    const lasts = last !== undefined && age >= 0 && now() < (last.until ?? Infinity);
    // Others may still use what one was refused with, also while it is being renewed.
    if (lasts && last !== undefined && (!forceRefresh || age < minAgeMs)) return last.value;
    if (signal.aborted) throw deadlineExceeded(name, signal);
    refreshing ??= refresh();
    const { value } = await unlessAborted(refreshing, signal, () => deadlineExceeded(name, signal));
    return value;
  };
}
