/** Ends of an event, of a message that is nothing but its data. */
import type { Delivery } from '../../lib/core/event/delivery.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { EventResult } from '../../lib/core/report/event-result.ts';
import { reportFault } from '../../lib/core/report/report.ts';
import { push } from './builders.ts';

export const BARE: Delivery = { shape: 'bare', data: '', attributes: {}, id: 'm1', publishedAt: 0 };

export const IGNORED: EventResult = {
  status: 'ignored',
  delivery: BARE,
  reason: 'NotAnInsert',
  detail: 'DELETE',
};

/** A cluster was not reached: it is to be delivered again. */
export const FAILED: Extract<EventResult, { readonly status: 'completed' }> = {
  status: 'completed',
  delivery: BARE,
  report: {
    push: push(),
    clusters: [reportFault('a', 'update the cluster', new UpdaterError('Unreachable', 'x'))],
  },
};
