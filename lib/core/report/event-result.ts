/** The result of an event, from which log lines and the response are created. */
import type { ClusterTask } from '../event/cluster-task-message.ts';
import type { Ignored } from '../event/decode-push.ts';
import type { Delivery } from '../event/delivery.ts';
import type { UpdaterError } from '../errors/updater-error.ts';
import type { Push } from '../event/push.ts';
import { listReports, type ReconcileReport } from './reconcile-report.ts';
import type { RunningDigest } from './running-digest.ts';
import { wantsRedelivery, type Report } from './report.ts';

export type EventResult = Completed | FannedOut | Reconciled | IgnoredEvent | FailedEvent;

/** The clusters were updated; the report has the details. */
export interface Completed {
  readonly status: 'completed';
  readonly delivery: Delivery;
  readonly report: Report;
  /** The remaining work of an HTTP call; undefined if nothing can succeed later. */
  readonly requeue?: Requeue | undefined;
  /** Why the registry does not name the digest of a call without one. */
  readonly lookUpFault?: UpdaterError;
}

/** `queued`: the push was published on the replay topic. `none`: it is not retried, with an optional error as the cause. */
export type Requeue = { readonly is: 'queued' } | { readonly is: 'none'; readonly fault?: UpdaterError };

/** Whether transient failures are retried: Pub/Sub redelivers messages, but not calls. */
export function isTriedAgain({ delivery, requeue }: Pick<Completed, 'delivery' | 'requeue'>): boolean {
  return delivery.shape !== 'api' || requeue?.is === 'queued';
}

/** Whether another report of the push follows, if a failure is transient: a run of reconcile is repeated, but not redelivered. */
export function isRedelivered(result: Pick<Completed, 'delivery' | 'requeue' | 'report'>): boolean {
  return result.report.push.trigger === undefined && isTriedAgain(result);
}

/** A message for each cluster was published; each task is an event of its own. */
export interface FannedOut {
  readonly status: 'fanned-out';
  readonly delivery: Delivery;
  readonly push: Push;
  readonly tasks: readonly ClusterTask[];
}

/** The registries were compared with what runs. */
export interface Reconciled {
  readonly status: 'reconciled';
  readonly delivery: Delivery;
  readonly reconciled: ReconcileReport;
}

/** A valid event that is not relevant. */
export interface IgnoredEvent extends Ignored {
  readonly status: 'ignored';
  readonly delivery: Delivery;
  /** For a deletion: the workloads that run the digest, if clusters were read. */
  readonly running?: RunningDigest;
}

/**
 * `rejected`: the event can never be processed. `failed`: a redelivery may process it. With the delivery if it could be parsed,
 * else with the message id if it could be found.
 */
export interface FailedEvent {
  readonly status: 'rejected' | 'failed';
  readonly delivery: Delivery | undefined;
  readonly messageId?: string;
  readonly fault: UpdaterError;
}

/** The reports of an event: one for a push; a reconcile run has several. */
export function eventReports(result: EventResult): readonly Report[] {
  if (result.status === 'completed') return [result.report];
  return result.status === 'reconciled' ? listReports(result.reconciled) : [];
}

/** The result of an event that ended with an error. */
export function failedEvent(
  fault: UpdaterError,
  delivery: Delivery | undefined,
  messageId?: string,
): FailedEvent {
  return {
    status: fault.transient ? 'failed' : 'rejected',
    delivery,
    ...(messageId !== undefined && { messageId }),
    fault,
  };
}

/** 204 for completed, ignored and permanently failed events; 500 requests a redelivery, which may do the remaining work. */
export function responseStatus(result: EventResult): 204 | 500 {
  switch (result.status) {
    case 'completed':
      return wantsRedelivery(result.report) ? 500 : 204;
    case 'fanned-out':
    case 'reconciled':
    case 'ignored':
    case 'rejected':
      return 204;
    case 'failed':
      return 500;
  }
}
