/** What is logged of a request that was refused. */
import type { UpdaterError } from '../core/errors/updater-error.ts';
import { callerLabel } from './event-fields.ts';
import type { LogEntry } from './log-line.ts';
import { reasonFields } from './reason-fields.ts';
import { explainReasonOverHttp } from '../report/explain-reason.ts';

/** With the reason and the remedy; never with the caller's credential. `counts` is the number of requests it stands for, by status. `caller` is whose request it was, where that was known. */
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
