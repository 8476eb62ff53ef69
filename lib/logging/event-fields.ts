/** Fields of log entries that several of them have. */
import type { Delivery } from '../core/event/delivery.ts';
import type { Push } from '../core/event/push.ts';

/** What was pushed, and when. */
export function imageFields({ repository, tag, digest, publishedAt }: Push) {
  return { repository, tag, digest, publishedAt: new Date(publishedAt).toISOString() };
}

/** The labels of all lines of an event: its push, and who called where it came over HTTP. */
export function eventLabels(
  delivery: Pick<Delivery, 'id' | 'caller'> | undefined,
): Readonly<Record<string, string>> {
  if (delivery === undefined) return {};
  return { push: delivery.id, ...callerLabel(delivery.caller) };
}

/** The name of an API key, or an e-mail. */
export function callerLabel(caller: string | undefined): Readonly<Record<string, string>> {
  return caller === undefined ? {} : { caller };
}

/** How it was delivered. */
export function deliveryFields({ shape, messageId, subscription, attempt }: Delivery) {
  return { delivery: { shape, messageId, subscription, attempt } };
}
