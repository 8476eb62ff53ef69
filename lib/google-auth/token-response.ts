/**
 * Responses without a token: errors of google-auth-library and Gaxios, checked structurally, because federation throws plain
 * errors with the properties of Gaxios errors. They contain the whole request and response, so only the parts of this module may
 * be shown, and they must not become a cause.
 */
import { safeMessage } from '../core/errors/third-party-message.ts';
import { valueAt } from '../core/text/json.ts';
import { printable } from '../core/text/printable.ts';
import { parseRetryAfter } from '../kubernetes/client/retry-after.ts';
import { parseApiError, type ApiError } from './api-error.ts';

export interface TokenResponse {
  /** Without the query. */
  readonly address: string;
  readonly status: number;
  /** The message of the server, printable and without secrets; may be empty. */
  readonly message: string;
  /** The same for an error of a Google API; undefined for OAuth errors and others. */
  readonly error: ApiError | undefined;
  readonly retryAfterMs: number | undefined;
}

/** The response of an error; undefined if there was none. It was received at `now`, milliseconds since the epoch. */
export function readTokenResponse(thrown: unknown, now: number): TokenResponse | undefined {
  const response: unknown = Reflect.get(Object(thrown), 'response');
  const status: unknown = Reflect.get(Object(response), 'status');
  if (typeof status !== 'number') return undefined;
  const data = valueAt(response, ['data']);
  const error = parseApiError(data);
  const headers: unknown = Reflect.get(Object(response), 'headers');
  const retryAfter = headers instanceof Headers ? (headers.get('retry-after') ?? undefined) : undefined;
  return {
    address: requestAddress(thrown) ?? 'an unknown address',
    status,
    message: error?.message ?? oauthErrorText(data),
    error,
    retryAfterMs: parseRetryAfter(retryAfter, now),
  };
}

/** The address of the request of an error; undefined if there was none. */
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

/** The response as text. */
export function formatTokenResponse({ address, status, message }: TokenResponse): string {
  return `${address} answered ${status}${message === '' ? '' : `: ${message}`}`;
}

/** Whether the response is not about the credentials, so that a later attempt may succeed. */
export function isInconclusive({ status }: TokenResponse): boolean {
  return status < 400 || status === 408 || status === 429 || status >= 500;
}
