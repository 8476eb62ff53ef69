/** Calls that are refused, and with which status. */
import type { Fault } from '../core/fault.ts';
import { REASONS } from '../core/reason.ts';
import { callEntry } from '../output/call-entry.ts';
import { logLine } from '../output/log-line.ts';
import { traceOf } from '../output/trace.ts';
import { why } from '../output/why.ts';
import { answerProblem, type Answer } from './answer.ts';
import type { CallbackApi, CallRequest } from './surroundings.ts';

/** Whether the body calls itself JSON. */
export function isJson({ headers }: Pick<CallRequest, 'headers'>): boolean {
  return /^application\/json\s*(?:;|$)/i.test(String(headers['content-type'] ?? ''));
}

/** Logs why, and answers so. Who proved nothing is told nothing of what is configured. */
export function refuse(fault: Fault, request: CallRequest, { log, project }: CallbackApi): Answer {
  const status = statusOf(fault, request);
  log(logLine(callEntry(fault, status), traceOf(request.headers, project)));
  const { reason, says, remedy, detail } = why(fault.reason, fault.message, fault.terms);
  const problem = status === 401 ? { title: says, detail: UNAUTHORIZED } : { title: says, detail, remedy };
  return answerProblem(status, { reason, ...problem }, status === 401 ? CHALLENGE : {});
}

const UNAUTHORIZED = 'a Google OIDC token or an API key that the configuration lets in was expected';
const CHALLENGE = { 'www-authenticate': 'Bearer, ApiKey' };

const STATUS: Readonly<Partial<Record<Fault['reason'], number>>> = {
  UnknownCaller: 401,
  NotForCaller: 403,
  TooLarge: 413,
};

function statusOf({ reason, transient }: Fault, request: CallRequest): number {
  if (reason === 'NotJson' && !isJson(request)) return 415;
  return STATUS[reason] ?? (REASONS[reason].kind === 'malformed' ? 400 : transient ? 503 : 500);
}
