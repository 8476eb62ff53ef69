/** The log entry of a rejected request. */
import type { UpdaterError } from '../core/errors/updater-error.ts';
import { callerLabel } from './event-fields.ts';
import type { LogEntry } from './log-line.ts';
import { reasonFields } from './reason-fields.ts';
import { explainReasonOverHttp } from '../report/explain-reason.ts';

/** With reason and remedy; never with the credential of the caller. `counts` is the number of requests by status. `caller` is the authenticated caller, if it is known. */
export function callEntry(
  { reason, message, terms }: UpdaterError,
  status: number,
  counts: Readonly<Record<string, number>>,
  caller?: string,
): LogEntry {
  return {
    severity: status >= 500 ? 'ERROR' : 'WARNING',
    message: 'Request refused',
    labels: { ...callerLabel(caller), reason },
    fields: { status, counts, ...reasonFields(explainReasonOverHttp(reason, message, terms)) },
  };
}
