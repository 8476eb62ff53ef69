/** What became of a request: the end of the story, from which logs and the answer are made. */
import { decodePush, type DecodeSettings } from '../event/decode.ts';
import type { Delivery, Incoming } from '../event/delivery.ts';
import { asFault, type Fault } from '../errors/fault.ts';
import type { Push } from '../event/push.ts';
import type { ReasonOf } from '../errors/reason.ts';
import { wantsRedelivery, type Report } from './report.ts';
import type { Settings } from '../settings.ts';
import { requireNamedTopic, type Share } from '../event/cluster-task-message.ts';

/**
 * - `handled`: the push was brought to the clusters; the report says what came of it.
 * - `fannedOut`: a message for each cluster was published; each share is an event of its own.
 * - `ignored`: the event is none of our business.
 * - `failed`: it cannot be understood, or the program itself failed; where at least the delivery could be read,
 *   it is there, and else the message's id, where that could be told.
 */
export type Handled =
  | { readonly event: 'handled'; readonly delivery: Delivery; readonly report: Report }
  | {
      readonly event: 'fannedOut';
      readonly delivery: Delivery;
      readonly push: Push;
      readonly shares: readonly Share[];
    }
  | {
      readonly event: 'ignored';
      readonly delivery: Delivery;
      readonly reason: ReasonOf<'ignored'>;
      readonly detail: string;
    }
  | {
      readonly event: 'failed';
      readonly delivery: Delivery | undefined;
      readonly messageId?: string;
      readonly fault: Fault;
    };

/**
 * From what came in to what `bring` made of it. Never rejects: what reading throws is an event that cannot be
 * understood, what `bring` throws one that could not be handled, and one that names no topic is not brought unless the
 * configuration allows it.
 */
export async function handleEvent(
  { read, messageId }: Incoming,
  settings: Pick<Settings, 'ownTopics' | 'unnamedTopics'>,
  bring: (delivery: Delivery) => Promise<Handled>,
): Promise<Handled> {
  let delivery: Delivery | undefined;
  try {
    delivery = read(settings);
    requireNamedTopic(delivery, settings);
    return await bring(delivery);
  } catch (thrown) {
    const id = delivery === undefined ? messageId() : undefined;
    return { event: 'failed', delivery, ...(id !== undefined && { messageId: id }), fault: asFault(thrown) };
  }
}

/** What became of the push in a delivery, which `bring` takes where it belongs. Throws what decoding throws. */
export async function handlePush(
  delivery: Delivery,
  settings: DecodeSettings,
  bring: (push: Push) => Promise<Handled>,
): Promise<Handled> {
  const decoded = decodePush(delivery, settings);
  if ('push' in decoded) return bring(decoded.push);
  return { event: 'ignored', delivery, reason: decoded.ignored, detail: decoded.detail };
}

/** 204 for what is done, ignored, or can never be done; 500 asks Pub/Sub for a redelivery, which can mend the rest. */
export function statusOf(handled: Handled): 204 | 500 {
  switch (handled.event) {
    case 'handled':
      return wantsRedelivery(handled.report) ? 500 : 204;
    case 'fannedOut':
    case 'ignored':
      return 204;
    case 'failed':
      return handled.fault.transient ? 500 : 204;
  }
}
