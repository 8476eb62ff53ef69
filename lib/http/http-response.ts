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

export function jsonResponse(status: number, value: object, headers: Headers = {}): HttpResponse {
  return textResponse(status, 'application/json', JSON.stringify(value), headers);
}

export function problemResponse(status: number, problem: Problem, headers: Headers = {}): HttpResponse {
  const document = { type: 'about:blank', status, ...problem };
  return textResponse(status, 'application/problem+json', JSON.stringify(document), headers);
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
