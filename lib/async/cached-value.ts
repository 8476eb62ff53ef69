/** Caches a value that is slow to read and valid for a while: an open cluster, a token. */
import { deadlineExceeded } from './deadline.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface Expiring<T> {
  readonly value: T;
  /** Milliseconds since the epoch; undefined: the value is valid until it is rejected. */
  readonly until?: number;
}

export interface CacheRequest {
  /** Whether the last value was rejected, and must not be returned again. */
  readonly forceRefresh: boolean;
  readonly signal: AbortSignal;
}

export interface CacheOptions {
  readonly now?: () => number;
  /**
   * A value younger than this number of milliseconds is returned even if it was rejected: a new one would be the same, and
   * concurrent rejections do not cause a request each.
   */
  readonly minAgeMs?: number;
}

/**
 * Returns the result of `ask` until it expires. Concurrent callers share a request; a failure is not cached. A caller without
 * time left gets `OutOfTime`, and the request continues for the others, so it needs a time limit of its own. `name` is the
 * value in messages.
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
      // Only after the request is stored, even if `ask` fails synchronously.
      const answer = await Promise.resolve().then(ask);
      last = { ...answer, since: now() };
      return answer;
    } finally {
      refreshing = undefined;
    }
  };
  return async ({ forceRefresh, signal }) => {
    const age = last === undefined ? Number.NaN : now() - last.since;
    // If the clock was set back, its age is unknown.
    const lasts = last !== undefined && age >= 0 && now() < (last.until ?? Infinity);
    // Others may still use a value that was rejected for one caller, also while it is being renewed.
    if (lasts && last !== undefined && (!forceRefresh || age < minAgeMs)) return last.value;
    if (signal.aborted) throw deadlineExceeded(name, signal);
    refreshing ??= refresh();
    const { value } = await unlessAborted(refreshing, signal, () => deadlineExceeded(name, signal));
    return value;
  };
}
