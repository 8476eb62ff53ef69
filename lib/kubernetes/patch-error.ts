/** What the API server's "no" to a patch means: who said it, and whether saying it again can help. */
import { UpdaterError } from '../core/errors/updater-error.ts';
import { printable } from '../core/text/printable.ts';
import type { ApiResponse } from './client/api-response.ts';
import { isApiStatus, isDenial, parseApiStatus, type ApiStatus } from './client/api-status.ts';
import { responseError } from './client/response-error.ts';

/**
 * Whether the workload is not as the patch expects it: 409, or 422 with reason `Invalid` and empty details, which
 * is how a failed `test` and a missing path look; a validation names causes. What a webhook says is none, though it
 * look the same.
 */
export function isConflict({ status, body }: ApiResponse): boolean {
  if (isDenial(body)) return false;
  if (status === 409) return true;
  const { reason, details } = parseApiStatus(body);
  return status === 422 && reason === 'Invalid' && Object.keys(details).length === 0;
}

/**
 * The fault of a patch that was not let through. Only a Status is the API server's word, or a webhook's, which it
 * passes on: what else answers has not looked at the workload, and the patch is sent again with the redelivery. A 403
 * of RBAC says `User "…" cannot patch`, and an operator can fix it while the message waits; a webhook's 403 is its
 * word on this one workload, and final.
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
