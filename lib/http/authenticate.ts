/** Who calls: an API key, or a Google account by its OIDC token. Nobody, unless the configuration names somebody. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { NO_CALLERS, type CallbackConfig } from '../config/config.ts';
import type { Caller } from '../core/event/caller.ts';
import { Fault } from '../core/errors/fault.ts';
import type { VerifiedToken, VerifyToken } from '../google-auth/verify-token.ts';

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Throws a Fault: `UnknownCaller` for who is not authenticated, a transient one where that cannot be told now. */
export type Identify = (headers: Headers) => Promise<Caller>;

/** Cloud Run puts this in place of the signature of a token that it checked itself. */
const SIGNATURE_TAKEN = /\.SIGNATURE_REMOVED_BY_GOOGLE$/;

/** By what the configuration says; a token is handed to `verify` only where accounts are named. A key waits for nothing. */
export function callersOf(config: CallbackConfig = NO_CALLERS, verify: VerifyToken): Identify {
  return async (headers) => {
    const { key, token } = credentialOf(headers);
    if (key !== undefined) return ownerOf(key, config) ?? unauthenticated('got an unknown API key');
    if (token === undefined)
      return unauthenticated(
        'expected `Authorization: Bearer TOKEN`, `Authorization: ApiKey KEY` or `X-Api-Key: KEY`, got none',
      );
    const { audiences, emails } = config;
    if (emails.length === 0) return unauthenticated('got a token, and `callback.emails` names nobody');
    const { email } = await verifiedToken(token, audiences, verify);
    return emails.includes(email)
      ? { name: email }
      : unauthenticated(`got a token of ${email}, which \`callback.emails\` does not name`);
  };
}

/** The token of `Authorization: Bearer TOKEN`. */
export function tokenIn(headers: Headers): string | undefined {
  return credentialOf(headers).token;
}

/** Throws a Fault `UnknownCaller` for an invalid token, a transient one where it cannot be verified now. */
export async function verifiedToken(
  token: string,
  audiences: readonly string[],
  verify: VerifyToken,
): Promise<VerifiedToken> {
  if (SIGNATURE_TAKEN.test(token))
    return unauthenticated(
      'Cloud Run removed the signature of the token: send it as `X-Serverless-Authorization` too',
    );
  return (
    (await verify(token, audiences)) ??
    unauthenticated(
      'expected a token of Google for one of the audiences with a verified e-mail, got another one',
    )
  );
}

/** Ends authentication with a Fault `UnknownCaller`. */
export function unauthenticated(message: string): never {
  throw new Fault('UnknownCaller', message);
}

// Blanks alone, not `\s`: a key in UTF-8 may have bytes that are white space in latin1.
const AUTHORIZATION = /^([^ \t]+)[ \t]+([^ \t]+)[ \t]*$/;

function credentialOf(headers: Headers): { readonly key?: string; readonly token?: string } {
  const { authorization, 'x-api-key': plain } = headers;
  if (typeof plain === 'string' && plain !== '') return { key: plain };
  const [, scheme = '', rest = ''] = AUTHORIZATION.exec(String(authorization ?? '')) ?? [];
  if (scheme.toLowerCase() === 'apikey') return { key: rest };
  return scheme.toLowerCase() === 'bearer' ? { token: rest } : {};
}

/** Compares with all keys, each in constant time: how long it takes tells nothing. */
function ownerOf(key: string, { keys }: CallbackConfig): Caller | undefined {
  // Node hands header values over as latin1, a character for each byte.
  const hash = createHash('sha256').update(key, 'latin1').digest();
  const equal = keys.map(({ sha256 }) => timingSafeEqual(hash, Buffer.from(sha256, 'hex')));
  return keys[equal.indexOf(true)];
}
