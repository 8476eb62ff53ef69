/** Responses of the API: JSON, and for errors a problem document (RFC 9457). */

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A problem without its status; further keys are extension members. */
export interface Problem {
  /** The same for all problems of this kind. */
  readonly title: string;
  /** This occurrence: what was expected and what was received. */
  readonly detail: string;
  readonly [member: string]: unknown;
}

type Headers = HttpResponse['headers'];

// Responses must not be cached, and browsers must not guess their type.
const COMMON: Headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Headers of all problem documents: how to authenticate, and the seconds before the next attempt. */
export const PROBLEM_HEADERS: Readonly<Record<number, Headers>> = {
  401: { 'www-authenticate': 'Bearer, ApiKey' },
  429: { 'retry-after': '5' },
  503: { 'retry-after': '5' },
};

export function jsonResponse(status: number, value: object, headers: Headers = {}): HttpResponse {
  return textResponse(status, 'application/json', JSON.stringify(value), headers);
}

export function problemResponse(status: number, problem: Problem, headers: Headers = {}): HttpResponse {
  const document = { type: 'about:blank', status, ...problem };
  const all = { ...PROBLEM_HEADERS[status], ...headers };
  return textResponse(status, 'application/problem+json', JSON.stringify(document), all);
}

export function textResponse(
  status: number,
  type: string,
  text: string,
  headers: Headers = {},
): HttpResponse {
  return {
    status,
    headers: { ...COMMON, 'content-type': `${type}; charset=utf-8`, ...headers },
    body: `${text}\n`,
  };
}

const DESCRIBES_CONTENT: ReadonlySet<string> = new Set([
  'content-type',
  'content-length',
  'transfer-encoding',
]);

/**
 * A response in its wire form, with its length. 1xx, 204 and 304 have no content (RFC 9110, 6.4.1): for strict clients a
 * length is an error, and they wait for the body or drop the connection.
 */
export function framed({ status, headers, body }: HttpResponse): HttpResponse {
  if (!hasContent(status)) {
    const kept = Object.entries(headers).filter(([name]) => !DESCRIBES_CONTENT.has(name.toLowerCase()));
    return { status, headers: Object.fromEntries(kept), body: '' };
  }
  return { status, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, body };
}

function hasContent(status: number): boolean {
  return status >= 200 && status !== 204 && status !== 304;
}
