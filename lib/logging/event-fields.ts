/** Common fields of log entries. */
import type { Delivery } from '../core/event/delivery.ts';
import type { Push } from '../core/event/push.ts';

/** The push, and its time. */
export function imageFields({ repository, tag, digest, publishedAt }: Push) {
  return { repository, tag, digest, publishedAt: new Date(publishedAt).toISOString() };
}

/** The labels of all lines of an event: its push, and the caller of the HTTP API. */
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

/** The delivery. */
export function deliveryFields({ shape, messageId, subscription, attempt }: Delivery) {
  return { delivery: { shape, messageId, subscription, attempt } };
}
