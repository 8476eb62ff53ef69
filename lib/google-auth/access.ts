/** An access token, and how long it is to be kept. */
import type { Expiring } from '../async/cached-value.ts';

export interface Access {
  readonly token: string;
  /** The project to which requests with it are billed, where the credentials name one. */
  readonly quotaProject?: string;
}

/** What clusters and the Container API want: without the second, RBAC sees a number in place of the e-mail. */
export const SCOPES: readonly string[] = [
  'https://www.googleapis.com/auth/cloud-platform',
  'https://www.googleapis.com/auth/userinfo.email',
];

const EARLY_MS = 5 * 60_000;

/**
 * The access, to be kept until 5 minutes before its token ends: requests with it have to arrive in time, and clocks
 * differ. One that has not even 10 minutes left is kept for half of them, or each request would ask for another.
 * `end` and `now` are milliseconds since the epoch; without an `end` it is good until it is refused.
 */
export function expiringAccess(value: Access, end: number | undefined, now: number): Expiring<Access> {
  if (end === undefined) return { value };
  const left = Math.max(0, end - now);
  return { value, until: now + left - Math.min(EARLY_MS, left / 2) };
}

/** A token as it can stand in a header, or undefined for anything else. */
export function usableToken(token: unknown): string | undefined {
  return typeof token === 'string' && /^[\x21-\x7e]+$/.test(token) ? token : undefined;
}
