/**
 * What came instead of a token: errors of google-auth-library, and of Gaxios beneath it, looked at from outside: where it
 * asks for the tokens of federation, it throws plain errors with the properties of Gaxios's own. They carry the whole
 * request and answer, so nothing but what is taken here may be shown, and they are nobody's cause.
 */
import { foreignMessage } from '../core/errors/third-party-message.ts';
import { at } from '../core/text/json.ts';
import { printable } from '../core/text/printable.ts';
import { parseRetryAfter } from '../kubernetes/client/retry-after.ts';
import { apiErrorOf, type ApiError } from './api-error.ts';

export interface TokenAnswer {
  /** Without its query. */
  readonly address: string;
  readonly status: number;
  /** What the server says of it, printable and without secrets; empty where it says nothing. */
  readonly message: string;
  /** The same of one of Google's APIs; undefined where OAuth speaks, or something else. */
  readonly error: ApiError | undefined;
  readonly retryAfterMs: number | undefined;
}

/** The answer behind an error, or undefined where there was none; it came at `now`, milliseconds since the epoch. */
export function tokenAnswerOf(thrown: unknown, now: number): TokenAnswer | undefined {
  const response: unknown = Reflect.get(Object(thrown), 'response');
  const status: unknown = Reflect.get(Object(response), 'status');
  if (typeof status !== 'number') return undefined;
  const data = at(response, ['data']);
  const error = apiErrorOf(data);
  const headers: unknown = Reflect.get(Object(response), 'headers');
  const retryAfter = headers instanceof Headers ? (headers.get('retry-after') ?? undefined) : undefined;
  return {
    address: addressOf(thrown) ?? 'an address that the library does not tell',
    status,
    message: error?.message ?? saidByOAuth(data),
    error,
    retryAfterMs: parseRetryAfter(retryAfter, now),
  };
}

/** Where the request of an error went, or undefined where there was none. */
export function addressOf(thrown: unknown): string | undefined {
  const url = at(thrown, ['config', 'url']);
  const address = url instanceof URL || typeof url === 'string' ? URL.parse(String(url)) : null;
  return address === null ? undefined : printable(address.origin + address.pathname);
}

/** `{error, error_description}` (RFC 6749, section 5.2). */
function saidByOAuth(data: unknown): string {
  const words = [at(data, ['error']), at(data, ['error_description'])];
  return words
    .filter((word) => typeof word === 'string')
    .map(foreignMessage)
    .join(': ');
}

/** An answer in words. */
export function spoken({ address, status, message }: TokenAnswer): string {
  return `${address} answered ${status}${message === '' ? '' : `: ${message}`}`;
}

/** Whether it is no word on our credentials: the server may answer otherwise a moment later, or is another one. */
export function isNoVerdict({ status }: TokenAnswer): boolean {
  return status < 400 || status === 408 || status === 429 || status >= 500;
}
