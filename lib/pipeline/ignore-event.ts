/** Events that update nothing. One of them is reported: the deletion of a digest that containers run. */
import type { Deadline } from '../async/deadline.ts';
import type { Ignored } from '../core/event/decode-push.ts';
import { formatDeletedDigest } from '../core/event/deleted-digest.ts';
import type { Delivery } from '../core/event/delivery.ts';
import type { IgnoredEvent } from '../core/report/event-result.ts';
import type { App } from './context.ts';

/** The result, with the workloads that run a deleted digest. The event is completed in any case: it is not redelivered. */
export async function ignoreEvent(
  { deleted, ...ignored }: Ignored,
  delivery: Delivery,
  { findRunning }: Pick<App, 'findRunning'>,
  deadline: Deadline,
): Promise<IgnoredEvent> {
  const result: IgnoredEvent = { status: 'ignored', delivery, ...ignored };
  if (deleted === undefined || findRunning === undefined) return result;
  const running = await findRunning(deleted, deadline);
  if (running.containers === 0) return { ...result, running };
  return { ...result, reason: 'DeletedDigestRuns', detail: formatDeletedDigest(deleted), running };
}
