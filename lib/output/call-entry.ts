/** What is logged of a request that was refused. */
import type { Fault } from '../core/fault.ts';
import type { Entry } from './log-line.ts';
import { whyOverHttp } from './why.ts';

/** With the reason and the remedy; never with the caller's credential. `count` is the number of requests it stands for. */
export function callEntry({ reason, message, terms }: Fault, status: number, count = 1): Entry {
  return {
    severity: status >= 500 ? 'ERROR' : 'WARNING',
    message: 'Request refused',
    labels: { reason },
    fields: { status, count, ...whyOverHttp(reason, message, terms) },
  };
}
