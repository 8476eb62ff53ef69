/** Requests that are refused, and with which status. */
import type { UpdaterError } from '../core/errors/updater-error.ts';
import { REASONS } from '../core/errors/reason.ts';
import { parseTraceContext } from '../logging/trace-context.ts';
import { explainReasonOverHttp } from '../report/explain-reason.ts';
import { problemResponse, type HttpResponse } from './http-response.ts';
import type { CallRequest, RefusalContext } from './api-options.ts';

/** Whether the body calls itself JSON. */
export function hasJsonBody({ headers }: Pick<CallRequest, 'headers'>): boolean {
  return /^application\/json\s*(?:;|$)/i.test(String(headers['content-type'] ?? ''));
}

/** Logs why, with the caller where he is known, and answers so. An unauthenticated caller learns nothing about the configuration. */
export function refuse(
  fault: UpdaterError,
  request: Pick<CallRequest, 'headers'>,
  { logRefusal, project }: RefusalContext,
  caller?: string,
): HttpResponse {
  const status = statusFor(fault, request);
  logRefusal(fault, status, parseTraceContext(request.headers, project), caller);
  const { reason, message, remedy, detail } = explainReasonOverHttp(fault.reason, fault.message, fault.terms);
  const problem =
    status === 401 ? { title: message, detail: UNAUTHORIZED } : { title: message, detail, remedy };
  return problemResponse(status, { reason, ...problem }, HEADERS[status]);
}

const UNAUTHORIZED = 'expected a Google OIDC token or an API key that the configuration allows';

const HEADERS: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { 'www-authenticate': 'Bearer, ApiKey' },
  503: { 'retry-after': '5' },
};

const STATUS: Readonly<Partial<Record<UpdaterError['reason'], number>>> = {
  Unauthenticated: 401,
  PermissionDenied: 403,
  IncompleteBody: 408,
  TooLarge: 413,
  UnsupportedEncoding: 415,
  ForeignHost: 421,
};

function statusFor({ reason, transient }: UpdaterError, request: Pick<CallRequest, 'headers'>): number {
  if (reason === 'NotJson' && !hasJsonBody(request)) return 415;
  return STATUS[reason] ?? (REASONS[reason].kind === 'malformed' ? 400 : transient ? 503 : 500);
}
