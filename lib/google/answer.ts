/**
 * What came instead of a token: errors of google-auth-library, and of Gaxios beneath it, looked at from outside. They
 * carry the whole request and answer, so nothing but what is taken here may be shown, and they are nobody's cause.
 */
import { at, isObject, type JsonObject } from '../core/json.ts';
import { foreignMessage } from '../core/foreign-message.ts';
import { printable } from '../core/text.ts';
import { parseRetryAfter } from '../kubernetes/http/retry-after.ts';

export interface Answer {
  /** Without its query. */
  readonly address: string;
  readonly status: number;
  /** What the server says of it, printable and without secrets; empty where it says nothing. */
  readonly says: string;
  /** `error` of an answer that is an error as Google's APIs write them (https://google.aip.dev/193). */
  readonly error: JsonObject | undefined;
  readonly retryAfterMs: number | undefined;
}

/** The answer behind an error, or undefined where there was none. */
export function answerOf(thrown: unknown): Answer | undefined {
  const response: unknown = Reflect.get(Object(thrown), 'response');
  const status: unknown = Reflect.get(Object(response), 'status');
  if (typeof status !== 'number') return undefined;
  const data = at(response, ['data']);
  const error = at(data, ['error']);
  const headers: unknown = Reflect.get(Object(response), 'headers');
  const retryAfter = headers instanceof Headers ? (headers.get('retry-after') ?? undefined) : undefined;
  return {
    address: addressOf(thrown) ?? 'an address that the library does not tell',
    status,
    says: saidBy(data),
    error: isObject(error) ? error : undefined,
    retryAfterMs: parseRetryAfter(retryAfter, Date.now()),
  };
}

/** Where the request of an error went, or undefined where there was none. */
export function addressOf(thrown: unknown): string | undefined {
  const url = at(thrown, ['config', 'url']);
  const address = url instanceof URL || typeof url === 'string' ? URL.parse(String(url)) : null;
  return address === null ? undefined : printable(address.origin + address.pathname);
}

/** `{error, error_description}` of OAuth (RFC 6749, section 5.2), or `{error: {message}}` of an API. */
function saidBy(data: unknown): string {
  const words = [['error'], ['error_description'], ['error', 'message']].map((path) => at(data, path));
  return words
    .filter((word) => typeof word === 'string')
    .map(foreignMessage)
    .join(': ');
}

/** An answer in words. */
export function spoken({ address, status, says }: Answer): string {
  return `${address} answered ${status}${says === '' ? '' : `: ${says}`}`;
}

/** Whether the server may well answer otherwise a moment later, or is not the one that was asked for. */
export function isPassing({ status }: Answer): boolean {
  return status < 400 || status === 408 || status === 429 || status >= 500;
}
