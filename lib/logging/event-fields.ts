/** Fields of log entries that several of them have. */
import type { Delivery } from '../core/event/delivery.ts';
import type { Push } from '../core/event/push.ts';

/** What was pushed, and when. */
export function imageFields({ repository, tag, digest, publishedAt }: Push) {
  return { repository, tag, digest, publishedAt: new Date(publishedAt).toISOString() };
}

/** How it was delivered. */
export function deliveryFields({ shape, messageId, subscription, attempt }: Delivery) {
  return { delivery: { shape, messageId, subscription, attempt } };
}
