/** Queues the remaining work of an HTTP call as an event of its own, because calls are not redelivered. */
import { toUpdaterError } from '../core/errors/updater-error.ts';
import { PUBLISHED_AT_ATTRIBUTE, PUSH_ID_ATTRIBUTE } from '../core/event/attributes.ts';
import type { Delivery } from '../core/event/delivery.ts';
import type { Destination, OutgoingMessage } from '../core/event/message.ts';
import type { Push } from '../core/event/push.ts';
import { requestAttributes } from '../core/event/push-request.ts';
import { registryEvent } from '../core/event/registry-event.ts';
import type { Requeue } from '../core/report/event-result.ts';
import { wantsRedelivery, type Report } from '../core/report/report.ts';
import { REQUEUE_MS } from './end-limits.ts';
import { publishOne } from './publish-one.ts';

/**
 * Queues the push of a call if a part of it may succeed later. Undefined if there is no such part, or if the delivery is a
 * message, which Pub/Sub redelivers. Never rejects.
 */
export async function requeueCall(
  report: Report,
  { shape }: Pick<Delivery, 'shape'>,
  replay: Destination | undefined,
): Promise<Requeue | undefined> {
  if (shape !== 'api' || !wantsRedelivery(report)) return undefined;
  if (replay === undefined) return { is: 'none' };
  try {
    await publishOne(replay, replayMessage(report.push), { ms: REQUEUE_MS });
    return { is: 'queued' };
  } catch (thrown) {
    return { is: 'none', fault: toUpdaterError(thrown) };
  }
}

/** An event for the replay topic, with the time and id of the push, and the options of the caller. */
function replayMessage(push: Push): OutgoingMessage {
  const attributes = {
    [PUBLISHED_AT_ATTRIBUTE]: String(push.publishedAt),
    [PUSH_ID_ATTRIBUTE]: push.id,
    ...requestAttributes(push),
  };
  const data = new TextEncoder().encode(registryEvent(push.repository, push.tag, push.digest));
  return { data, attributes };
}
