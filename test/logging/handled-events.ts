/** Events that were handled, for their log entries. */
import type { Delivery } from '../../lib/core/event/delivery.ts';
import type { Completed } from '../../lib/core/report/event-result.ts';
import type { ErrorReason } from '../../lib/core/errors/reason.ts';
import {
  reportCluster,
  type ClusterFault,
  type Failed,
  type ContainerOutcome,
} from '../../lib/core/report/report.ts';
import type { Skipped } from '../../lib/core/report/skipped.ts';
import { push } from '../support/builders.ts';
import { SUBJECT, updatedOutcome, WORKLOAD } from '../support/outcome-builders.ts';

export const DELIVERY: Delivery = {
  shape: 'push',
  data: '',
  attributes: {},
  id: 'm1',
  publishedAt: 1000,
  messageId: '77',
  subscription: 'projects/shop/subscriptions/s',
  attempt: 2,
};
export const LOGGED = {
  shape: 'push',
  messageId: '77',
  subscription: 'projects/shop/subscriptions/s',
  attempt: 2,
};
export const UPDATED = updatedOutcome({ effect: 'partition' });

export function failed(reason: ErrorReason): Failed {
  return { ...SUBJECT, result: 'failed', reason, detail: 'what the server said' };
}

export function skips(count: number, reason: Skipped['reason']): Skipped[] {
  return Array.from({ length: count }, (_, index) => ({
    ...SUBJECT,
    workload: { ...WORKLOAD, name: `web-${index}` },
    result: 'skipped' as const,
    reason,
  }));
}

export function handled(
  outcomes: readonly ContainerOutcome[],
  faults: readonly ClusterFault[] = [],
): Completed {
  const cluster = reportCluster('production', 5003, outcomes, faults);
  return { status: 'completed', delivery: DELIVERY, report: { push: push(), clusters: [cluster] } };
}
