/** What a call is answered: JSON, and for all that went wrong a problem document (RFC 9457). */

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A problem beside its status; further keys are members of their own. */
export interface Problem {
  /** Stays the same for all problems of this kind. */
  readonly title: string;
  /** Of this one: what was expected and what came. */
  readonly detail: string;
  readonly [member: string]: unknown;
}

type Headers = HttpResponse['headers'];

// Nothing of it is for a cache or a browser's guess.
const COMMON: Headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Of problems, whoever answers with them: how to authenticate, and after how many seconds to try again. */
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
 * A response as it goes over the wire, with its length. 1xx, 204 and 304 have no content (RFC 9110, 6.4.1): one that has a
 * length all the same is an error for strict clients, who then wait for the body or drop the connection.
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
