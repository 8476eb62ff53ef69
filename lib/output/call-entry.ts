/** What is logged of a call that was refused. */
import type { Fault } from '../core/fault.ts';
import type { Entry } from './log-line.ts';
import { why } from './why.ts';

/** With the reason and what opens the way; never with what the call proved itself by. */
export function callEntry({ reason, message, terms }: Fault, status: number): Entry {
  return {
    severity: status >= 500 ? 'ERROR' : 'WARNING',
    message: 'Call refused',
    labels: { reason },
    fields: { status, ...why(reason, message, terms) },
  };
}
