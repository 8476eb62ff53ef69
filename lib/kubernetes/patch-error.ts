/** Evaluates a rejected patch: who rejected it, and whether a retry can help. */
import { UpdaterError } from '../core/errors/updater-error.ts';
import { printable } from '../core/text/printable.ts';
import type { ApiResponse } from './client/api-response.ts';
import { isApiStatus, isDenial, parseApiStatus, type ApiStatus } from './client/api-status.ts';
import { responseError } from './client/response-error.ts';

/**
 * Whether the workload differs from what the patch expects: 409, or 422 with reason `Invalid` and empty details, which a
 * failed `test` or a missing path causes; a validation error names causes. A rejection by a webhook does not count, even if it
 * looks the same.
 */
export function isConflict({ status, body }: ApiResponse): boolean {
  if (isDenial(body)) return false;
  if (status === 409) return true;
  const { reason, details } = parseApiStatus(body);
  return status === 422 && reason === 'Invalid' && Object.keys(details).length === 0;
}

/**
 * The error of a rejected patch. Only a Status is a response of the API server, or of a webhook; other servers have not
 * evaluated the workload, and the redelivery sends the patch again. A 403 of RBAC says `User "…" cannot patch`, and an
 * operator can fix it while the message waits; a 403 of a webhook is a permanent failure of this workload.
 */
export function patchError(response: ApiResponse): UpdaterError {
  const fault = responseError(response);
  if (!isApiStatus(response.body)) return fault.transient ? fault : withReason(fault, 'UnexpectedAnswer');
  if (fault.reason !== 'Forbidden' && fault.reason !== 'UnexpectedAnswer') return fault;
  return isMissingRight(parseApiStatus(response.body)) ? fault : withReason(fault, 'Refused');
}

function withReason(fault: UpdaterError, reason: 'Refused' | 'UnexpectedAnswer'): UpdaterError {
  return new UpdaterError(reason, fault.message, { cause: fault });
}

function isMissingRight({ message }: ApiStatus): boolean {
  return /\bUser "[^"]*" cannot patch\b/.test(printable(message, 4096));
}
