/** What is logged of a request that was refused. */
import type { Fault } from '../core/errors/fault.ts';
import type { Entry } from './log-line.ts';
import { reasonFields } from './reason-fields.ts';
import { whyOverHttp } from '../report/explain.ts';

/** With the reason and the remedy; never with the caller's credential. `counts` is the number of requests it stands for, by status. */
export function callEntry(
  { reason, message, terms }: Fault,
  status: number,
  counts: Readonly<Record<string, number>>,
): Entry {
  return {
    severity: status >= 500 ? 'ERROR' : 'WARNING',
    message: 'Request refused',
    labels: { reason },
    fields: { status, counts, ...reasonFields(whyOverHttp(reason, message, terms)) },
  };
}
