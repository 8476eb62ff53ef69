/** What the API server's "no" to a patch means: who said it, and whether saying it again can help. */
import { Fault } from '../core/fault.ts';
import { printable } from '../core/text.ts';
import type { Answer } from './http/answer.ts';
import { isDenial, parseApiStatus, type ApiStatus } from './http/api-status.ts';
import { faultOf } from './http/status.ts';

/**
 * Whether the workload is not as the patch expects it: 409, or 422 with reason `Invalid` and empty details, which
 * is how a failed `test` and a missing path look; a validation names causes. What a webhook says is none, though it
 * look the same.
 */
export function isConflict({ status, body }: Answer): boolean {
  if (isDenial(body)) return false;
  if (status === 409) return true;
  const { reason, details } = parseApiStatus(body);
  return status === 422 && reason === 'Invalid' && Object.keys(details).length === 0;
}

/**
 * The fault of a patch that was not let through. A 403 of RBAC says `User "…" cannot patch`, and an operator can
 * mend it while the message waits; a webhook's 403 is its word on this one workload, and final.
 */
export function refusalOf(answer: Answer): Fault {
  const fault = faultOf(answer);
  if (fault.reason !== 'Forbidden' && fault.reason !== 'UnexpectedAnswer') return fault;
  // Who does not know the path does not speak of the workload: nothing there has refused the patch.
  if (answer.status === 404) return fault;
  const status = parseApiStatus(answer.body);
  return isMissingRight(status) ? fault : new Fault('Refused', fault.message, { cause: fault });
}

function isMissingRight({ message }: ApiStatus): boolean {
  return /\bUser "[^"]*" cannot patch\b/.test(printable(message, 4096));
}
