/**
 * What came instead of a token: errors of google-auth-library, and of Gaxios beneath it, looked at from outside: where it
 * asks for the tokens of federation, it throws plain errors with the properties of Gaxios's own. They carry the whole
 * request and answer, so nothing but what is taken here may be shown, and they are nobody's cause.
 */
import { safeMessage } from '../core/errors/third-party-message.ts';
import { valueAt } from '../core/text/json.ts';
import { printable } from '../core/text/printable.ts';
import { parseRetryAfter } from '../kubernetes/client/retry-after.ts';
import { parseApiError, type ApiError } from './api-error.ts';

export interface TokenResponse {
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
export function readTokenResponse(thrown: unknown, now: number): TokenResponse | undefined {
  const response: unknown = Reflect.get(Object(thrown), 'response');
  const status: unknown = Reflect.get(Object(response), 'status');
  if (typeof status !== 'number') return undefined;
  const data = valueAt(response, ['data']);
  const error = parseApiError(data);
  const headers: unknown = Reflect.get(Object(response), 'headers');
  const retryAfter = headers instanceof Headers ? (headers.get('retry-after') ?? undefined) : undefined;
  return {
    address: requestAddress(thrown) ?? 'an address that the library does not tell',
    status,
    message: error?.message ?? oauthErrorText(data),
    error,
    retryAfterMs: parseRetryAfter(retryAfter, now),
  };
}

/** Where the request of an error went, or undefined where there was none. */
export function requestAddress(thrown: unknown): string | undefined {
  const url = valueAt(thrown, ['config', 'url']);
  const address = url instanceof URL || typeof url === 'string' ? URL.parse(String(url)) : null;
  return address === null ? undefined : printable(address.origin + address.pathname);
}

/** `{error, error_description}` (RFC 6749, section 5.2). */
function oauthErrorText(data: unknown): string {
  const words = [valueAt(data, ['error']), valueAt(data, ['error_description'])];
  return words
    .filter((word) => typeof word === 'string')
    .map(safeMessage)
    .join(': ');
}

/** An answer in words. */
export function formatTokenResponse({ address, status, message }: TokenResponse): string {
  return `${address} answered ${status}${message === '' ? '' : `: ${message}`}`;
}

/** Whether it says nothing about the credentials: the server may answer otherwise a moment later, or is another one. */
export function isInconclusive({ status }: TokenResponse): boolean {
  return status < 400 || status === 408 || status === 429 || status >= 500;
}
