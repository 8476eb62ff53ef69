/** Limits concurrent requests to each host. */
import pLimit, { type LimitFunction } from 'p-limit';

/** Runs work for a host, at most `count` at once. Nothing is kept of hosts without work: callers may name any number of them. */
export function hostLimiter(count: number): HostLimiter {
  const busy = new Map<string, { readonly limit: LimitFunction; work: number }>();
  const run = async <T>(host: string, work: () => Promise<T>): Promise<T> => {
    const entry = busy.get(host) ?? { limit: pLimit(count), work: 0 };
    busy.set(host, entry);
    entry.work += 1;
    try {
      return await entry.limit(work);
    } finally {
      entry.work -= 1;
      if (entry.work === 0) busy.delete(host);
    }
  };
  return { run, hosts: () => busy.size };
}

export interface HostLimiter {
  readonly run: <T>(host: string, work: () => Promise<T>) => Promise<T>;
  /** The number of hosts that are kept. */
  readonly hosts: () => number;
}
