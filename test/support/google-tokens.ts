/** The access tokens that the servers of a test give out, and what is known of each: what the real ones keep inside. */

export interface Holder {
  /** As IAM writes members: `serviceAccount:updater@shop.iam.gserviceaccount.com`. */
  readonly member: string;
  readonly scopes: readonly string[];
}

export interface Tokens {
  /** How long a token lasts, in seconds. */
  lifetime: number;
  /** All that were given out, the last one at the end. */
  readonly issued: readonly string[];
  readonly issue: (holder: Holder) => string;
  /** Whose token is in an `authorization` header; undefined for one that was not given out, or was revoked. */
  readonly holderOf: (authorization: string | undefined) => Holder | undefined;
  readonly revoke: (token: string) => void;
}

export const BOTH_SCOPES: readonly string[] = [
  'https://www.googleapis.com/auth/cloud-platform',
  'https://www.googleapis.com/auth/userinfo.email',
];

export function newTokens(): Tokens {
  const issued: string[] = [];
  const holders = new Map<string, Holder>();
  const issue = (holder: Holder): string => {
    const token = `ya29.s3cret-${issued.length + 1}`;
    issued.push(token);
    holders.set(token, holder);
    return token;
  };
  return {
    lifetime: 3600,
    issued,
    issue,
    holderOf: (authorization) => holders.get(authorization?.replace(/^Bearer /, '') ?? ''),
    revoke: (token) => void holders.delete(token),
  };
}
