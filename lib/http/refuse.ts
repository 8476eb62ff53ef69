/** Requests that are refused, and with which status. */
import type { Fault } from '../core/errors/fault.ts';
import { REASONS } from '../core/errors/reason.ts';
import { traceOf } from '../logging/trace.ts';
import { whyOverHttp } from '../report/explain.ts';
import { answerProblem, type Answer } from './response.ts';
import type { CallRequest, Refusing } from './api-options.ts';

/** Whether the body calls itself JSON. */
export function isJson({ headers }: Pick<CallRequest, 'headers'>): boolean {
  return /^application\/json\s*(?:;|$)/i.test(String(headers['content-type'] ?? ''));
}

/** Logs why, and answers so. An unauthenticated caller learns nothing about the configuration. */
export function refuse(
  fault: Fault,
  request: Pick<CallRequest, 'headers'>,
  { logRefusal, project }: Refusing,
): Answer {
  const status = statusOf(fault, request);
  logRefusal(fault, status, traceOf(request.headers, project));
  const { reason, message, remedy, detail } = whyOverHttp(fault.reason, fault.message, fault.terms);
  const problem =
    status === 401 ? { title: message, detail: UNAUTHORIZED } : { title: message, detail, remedy };
  return answerProblem(status, { reason, ...problem }, HEADERS[status]);
}

const UNAUTHORIZED = 'expected a Google OIDC token or an API key that the configuration allows';

const HEADERS: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { 'www-authenticate': 'Bearer, ApiKey' },
  503: { 'retry-after': '5' },
};

const STATUS: Readonly<Partial<Record<Fault['reason'], number>>> = {
  UnknownCaller: 401,
  NotForCaller: 403,
  IncompleteBody: 408,
  TooLarge: 413,
  UnsupportedEncoding: 415,
  ForeignHost: 421,
};

function statusOf({ reason, transient }: Fault, request: Pick<CallRequest, 'headers'>): number {
  if (reason === 'NotJson' && !isJson(request)) return 415;
  return STATUS[reason] ?? (REASONS[reason].kind === 'malformed' ? 400 : transient ? 503 : 500);
}
