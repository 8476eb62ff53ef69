/** What became of an event: the end of the story, from which logs and the answer are made. */
import type { ClusterTask } from '../event/cluster-task-message.ts';
import type { Ignored } from '../event/decode-push.ts';
import type { Delivery } from '../event/delivery.ts';
import type { UpdaterError } from '../errors/updater-error.ts';
import type { Push } from '../event/push.ts';
import type { RunningDigest } from './running-digest.ts';
import { wantsRedelivery, type Report } from './report.ts';

export type EventResult = Completed | FannedOut | IgnoredEvent | FailedEvent;

/** The push was brought to the clusters; the report says what came of it. */
export interface Completed {
  readonly status: 'completed';
  readonly delivery: Delivery;
  readonly report: Report;
  /** What became of the rest of a call over HTTP; undefined where nothing is left that may work later. */
  readonly requeue?: Requeue | undefined;
}

/** `queued`: the push is an event of the replay topic. `none`: nobody tries it again; with the fault that is why, if one is. */
export type Requeue = { readonly is: 'queued' } | { readonly is: 'none'; readonly fault?: UpdaterError };

/** Whether what failed and may work later is tried again: Pub/Sub does so with its messages, nobody with a call. */
export function isTriedAgain({ delivery, requeue }: Pick<Completed, 'delivery' | 'requeue'>): boolean {
  return delivery.shape !== 'api' || requeue?.is === 'queued';
}

/** A message for each cluster was published; each of these tasks is an event of its own. */
export interface FannedOut {
  readonly status: 'fanned-out';
  readonly delivery: Delivery;
  readonly push: Push;
  readonly tasks: readonly ClusterTask[];
}

/** A valid event that is not relevant. */
export interface IgnoredEvent extends Ignored {
  readonly status: 'ignored';
  readonly delivery: Delivery;
  /** Of a deletion: who runs the digest, where clusters were read for it. */
  readonly running?: RunningDigest;
}

/**
 * `rejected`: the event cannot be processed, now or later. `failed`: a redelivery may process it. The delivery is there
 * where it could be read, and else the message's id, where that could be found.
 */
export interface FailedEvent {
  readonly status: 'rejected' | 'failed';
  readonly delivery: Delivery | undefined;
  readonly messageId?: string;
  readonly fault: UpdaterError;
}

/** The result of an event that ended with a fault. */
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

/** 204 for what is done, ignored, or can never be done; 500 asks Pub/Sub for a redelivery, which may do the rest. */
export function responseStatus(result: EventResult): 204 | 500 {
  switch (result.status) {
    case 'completed':
      return wantsRedelivery(result.report) ? 500 : 204;
    case 'fanned-out':
    case 'ignored':
    case 'rejected':
      return 204;
    case 'failed':
      return 500;
  }
}
