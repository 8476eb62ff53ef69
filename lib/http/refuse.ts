/** Rejects requests, with their status. */
import type { UpdaterError } from '../core/errors/updater-error.ts';
import { parseTraceContext } from '../logging/trace-context.ts';
import { explainReasonOverHttp } from '../report/explain-reason.ts';
import { problemResponse, type HttpResponse } from './http-response.ts';
import type { CallRequest, RefusalContext } from './api-options.ts';
import { faultStatus } from './fault-status.ts';

/** Whether the body is declared as JSON. */
export function hasJsonBody({ headers }: Pick<CallRequest, 'headers'>): boolean {
  return /^application\/json\s*(?:;|$)/i.test(String(headers['content-type'] ?? ''));
}

/** Logs the reason with the known caller, and answers. An unauthenticated caller learns nothing about the configuration. */
export function refuse(
  fault: UpdaterError,
  request: Pick<CallRequest, 'headers'>,
  { logRefusal, project, challenge }: RefusalContext,
  caller?: string,
): HttpResponse {
  const status = statusFor(fault, request);
  logRefusal(fault, status, parseTraceContext(request.headers, project), caller);
  const { reason, message, remedy, detail } = explainReasonOverHttp(fault.reason, fault.message, fault.terms);
  if (status !== 401) return problemResponse(status, { reason, title: message, detail, remedy });
  const { credential = API_CREDENTIAL, headers } = challenge ?? {};
  return problemResponse(401, { reason, title: message, detail: `expected ${credential}` }, headers);
}

const API_CREDENTIAL = 'a Google OIDC token or an API key of an authorized caller';

function statusFor({ reason }: UpdaterError, request: Pick<CallRequest, 'headers'>): number {
  return reason === 'NotJson' && !hasJsonBody(request) ? NOT_CALLED_JSON : faultStatus(reason);
}

/** The status of `NotJson` if the body is not declared as JSON. */
export const NOT_CALLED_JSON = 415;
