/** What is left of a call over HTTP and may work later goes on as an event of its own: nobody redelivers a call. */
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
 * Queues the push of a call where a part of it may work later. Undefined where there is no such part, or the delivery is a
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

/** An event of the replay topic, with the time of the push, its id and what the caller asked for. */
function replayMessage(push: Push): OutgoingMessage {
  const attributes = {
    [PUBLISHED_AT_ATTRIBUTE]: String(push.publishedAt),
    [PUSH_ID_ATTRIBUTE]: push.id,
    ...requestAttributes(push),
  };
  const data = new TextEncoder().encode(registryEvent(push.repository, push.tag, push.digest));
  return { data, attributes };
}
