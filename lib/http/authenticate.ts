/** Authenticates callers: by API key, or as Google account by OIDC token. Without configured callers every call is rejected. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { NO_CALLERS, type CallbackConfig } from '../config/config.ts';
import type { Caller } from '../core/event/caller.ts';
import { UpdaterError } from '../core/errors/updater-error.ts';
import type { VerifiedToken, VerifyToken } from '../google-auth/verify-token.ts';

export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Throws an UpdaterError: `Unauthenticated`, or a transient one if the token cannot be verified now. */
export type Authenticate = (headers: RequestHeaders) => Promise<Caller>;

/** Cloud Run replaces the signature of a token that it has verified by this text. */
const SIGNATURE_TAKEN = /\.SIGNATURE_REMOVED_BY_GOOGLE$/;

/** Authenticates by the configuration. `verify` is called only if accounts are configured. API keys need no request. */
export function authenticator(config: CallbackConfig = NO_CALLERS, verify: VerifyToken): Authenticate {
  return async (headers) => {
    const { key, token } = readCredential(headers);
    if (key !== undefined)
      return (
        findKeyOwner(key, config) ??
        rejectUnauthenticated('expected a key of `callback.keys`, got another key')
      );
    if (token === undefined)
      return rejectUnauthenticated(
        'expected `Authorization: Bearer TOKEN`, `Authorization: ApiKey KEY` or `X-Api-Key: KEY`, got none',
      );
    const { audiences, emails } = config;
    if (emails.length === 0)
      return rejectUnauthenticated('expected an API key, got a token, but `callback.emails` is empty');
    const { email } = await verifiedToken(token, audiences, verify);
    return emails.includes(email)
      ? { name: email }
      : rejectUnauthenticated(`expected an account of \`callback.emails\`, got ${email}`);
  };
}

/** The token of `Authorization: Bearer TOKEN`. */
export function readBearerToken(headers: RequestHeaders): string | undefined {
  return readCredential(headers).token;
}

/** Throws an UpdaterError `Unauthenticated` for an invalid token, or a transient one if it cannot be verified now. */
export async function verifiedToken(
  token: string,
  audiences: readonly string[],
  verify: VerifyToken,
): Promise<VerifiedToken> {
  if (SIGNATURE_TAKEN.test(token))
    return rejectUnauthenticated(
      'Cloud Run removed the signature of the token: send the token as `X-Serverless-Authorization` too',
    );
  return (
    (await verify(token, audiences)) ??
    rejectUnauthenticated(
      'expected a Google token for one of the audiences with a verified e-mail, got another token',
    )
  );
}

/** Throws an UpdaterError `Unauthenticated`. */
export function rejectUnauthenticated(message: string): never {
  throw new UpdaterError('Unauthenticated', message);
}

// Only spaces, not `\s`: a key in UTF-8 may have bytes that are white space in latin1.
const AUTHORIZATION = /^([^ \t]+)[ \t]+([^ \t]+)[ \t]*$/;

function readCredential(headers: RequestHeaders): { readonly key?: string; readonly token?: string } {
  const { authorization, 'x-api-key': plain } = headers;
  if (typeof plain === 'string' && plain !== '') return { key: plain };
  const [, scheme = '', rest = ''] = AUTHORIZATION.exec(String(authorization ?? '')) ?? [];
  if (scheme.toLowerCase() === 'apikey') return { key: rest };
  return scheme.toLowerCase() === 'bearer' ? { token: rest } : {};
}

/** Compares with all keys, each in constant time, so that the duration reveals nothing. */
function findKeyOwner(key: string, { keys }: CallbackConfig): Caller | undefined {
  // Node decodes header values as latin1, a character for each byte.
  const hash = createHash('sha256').update(key, 'latin1').digest();
  const equal = keys.map(({ sha256 }) => timingSafeEqual(hash, Buffer.from(sha256, 'hex')));
  return keys[equal.indexOf(true)];
}
