/** Who calls: an API key, or a Google account by its OIDC token. Nobody, unless the configuration names somebody. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { NO_CALLERS, type CallbackConfig } from '../config/config.ts';
import type { Caller } from '../core/caller.ts';
import { Fault } from '../core/fault.ts';
import type { VerifyToken } from '../google/verify-token.ts';

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Throws a Fault: `UnknownCaller` for who proves nothing, a transient one where that cannot be told now. */
export type Identify = (headers: Headers) => Promise<Caller>;

/** Cloud Run puts this in place of the signature of a token that it checked itself. */
const SIGNATURE_TAKEN = /\.SIGNATURE_REMOVED_BY_GOOGLE$/;

/** By what the configuration says; a token is handed to `verify` only where accounts are named. */
export function callersOf(config: CallbackConfig = NO_CALLERS, verify: VerifyToken): Identify {
  return async (headers) => {
    const { key, token } = credentialOf(headers);
    if (key !== undefined) return ownerOf(key, config) ?? refuse('an API key that is none of ours came');
    if (token !== undefined) return accountOf(token, config, verify);
    return refuse(
      '`Authorization: Bearer TOKEN`, `Authorization: ApiKey KEY` or `X-Api-Key: KEY` was expected, none came',
    );
  };
}

function credentialOf(headers: Headers): { readonly key?: string; readonly token?: string } {
  const { authorization, 'x-api-key': plain } = headers;
  if (typeof plain === 'string' && plain !== '') return { key: plain };
  const [, scheme = '', rest = ''] = /^(\S+)\s+(\S+)\s*$/.exec(String(authorization ?? '')) ?? [];
  if (scheme.toLowerCase() === 'apikey') return { key: rest };
  return scheme.toLowerCase() === 'bearer' ? { token: rest } : {};
}

/** Compares with all keys, each in constant time: how long it takes tells nothing. */
function ownerOf(key: string, { keys }: CallbackConfig): Caller | undefined {
  const hash = createHash('sha256').update(key).digest();
  const equal = keys.map(({ sha256 }) => timingSafeEqual(hash, Buffer.from(sha256, 'hex')));
  return keys[equal.indexOf(true)];
}

async function accountOf(
  token: string,
  { audiences, emails }: CallbackConfig,
  verify: VerifyToken,
): Promise<Caller> {
  if (emails.length === 0) return refuse('a token came, and `callback.emails` names nobody');
  if (SIGNATURE_TAKEN.test(token))
    return refuse('Cloud Run took the signature of the token: send it as `X-Serverless-Authorization` too');
  const email = await verify(token, audiences);
  if (email === undefined)
    return refuse(
      'a token of Google for one of the audiences was expected, with a verified e-mail; another one came',
    );
  return emails.includes(email)
    ? { name: email }
    : refuse(`a token of ${email} came, whom \`callback.emails\` does not name`);
}

function refuse(message: string): never {
  throw new Fault('UnknownCaller', message);
}
