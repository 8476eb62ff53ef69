/** An access token, and how long it is cached. */
import type { Expiring } from '../async/cached-value.ts';

export interface Access {
  readonly token: string;
  /** The project to which requests are billed, if the credentials name one. */
  readonly quotaProject?: string;
}

/** The scopes for clusters and the Container API: without the second, RBAC sees a number instead of the e-mail. */
export const SCOPES: readonly string[] = [
  'https://www.googleapis.com/auth/cloud-platform',
  'https://www.googleapis.com/auth/userinfo.email',
];

const EARLY_MS = 5 * 60_000;

/**
 * The access, cached until 5 minutes before its token expires, because requests have to arrive in time, and clocks differ. A
 * token with less than 10 minutes is cached for half of its time, so that not every request reads another one. `end` and `now`
 * are in milliseconds since the epoch; without `end` it is valid until it is rejected.
 */
export function expiringAccess(value: Access, end: number | undefined, now: number): Expiring<Access> {
  if (end === undefined) return { value };
  const left = Math.max(0, end - now);
  return { value, until: now + left - Math.min(EARLY_MS, left / 2) };
}

/** The token if it is a valid header value, else undefined. */
export function usableToken(token: unknown): string | undefined {
  return typeof token === 'string' && /^[\x21-\x7e]+$/.test(token) ? token : undefined;
}
