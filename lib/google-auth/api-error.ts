/**
 * An error of a Google API (https://google.aip.dev/193):
 *
 *     { "error": { "code": 403, "status": "PERMISSION_DENIED", "message": "…", "details": [
 *       { "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED",
 *         "metadata": { "service": "container.googleapis.com", "consumer": "projects/123" } } ] } }
 */
import { valueAt, isObject, stringOr } from '../core/text/json.ts';
import { printable } from '../core/text/printable.ts';

export interface ApiError {
  /** Status and message, printable, without possible tokens. */
  readonly message: string;
  /** The reason of the ErrorInfo; empty if there is none. */
  readonly reason: string;
  /** The called API: a host, safe in a shell. */
  readonly service?: string;
  /** ID or number of the quota project of the request, safe in a shell. */
  readonly consumer?: string;
}

const SHOWN = 512;
const SERVICE = /^[a-z0-9-]{1,63}\.googleapis\.com$/;
const CONSUMER = /^projects\/([a-z0-9][a-z0-9.:-]{0,62})$/;

/**
 * The error in a body, or undefined for a body of another form, such as that of a proxy. `shown` is the token of the request,
 * which a proxy may echo.
 */
export function parseApiError(body: unknown, shown = ''): ApiError | undefined {
  const error = valueAt(body, ['error']);
  if (!isObject(error)) return undefined;
  const info = infoIn(error['details']);
  const service = SERVICE.exec(stringOr(valueAt(info, ['metadata', 'service']), ''))?.[0];
  const consumer = CONSUMER.exec(stringOr(valueAt(info, ['metadata', 'consumer']), ''))?.[1];
  return {
    message: formatApiError([error['status'], error['message']], shown),
    reason: stringOr(valueAt(info, ['reason']), ''),
    ...(service === undefined ? {} : { service }),
    ...(consumer === undefined ? {} : { consumer }),
  };
}

/** An error has at most one ErrorInfo. */
function infoIn(details: unknown): unknown {
  const list: readonly unknown[] = Array.isArray(details) ? details : [];
  return list.find((detail) => stringOr(valueAt(detail, ['@type']), '').endsWith('google.rpc.ErrorInfo'));
}

function formatApiError(words: readonly unknown[], shown: string): string {
  const said = words.filter((word) => typeof word === 'string' && word !== '').join(': ');
  return printable(withoutToken(said, shown), SHOWN);
}

// Google tokens begin like this, or are longer than other words of its messages; the sent token may have any form.
const TOKEN = /\bya29\.[\w.-]+|[\w.~+/=-]{120,}/g;

function withoutToken(text: string, shown: string): string {
  const known = shown === '' ? text : text.replaceAll(shown, '…');
  return known.replace(TOKEN, '…');
}
