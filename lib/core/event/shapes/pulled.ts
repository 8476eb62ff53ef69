/** A message that was pulled: its fields are typed, and its topic is known from the subscription. */
import type { Topic } from '../../names/topic.ts';
import type { Attributes, Trust } from '../attributes.ts';
import { toDelivery, type Delivery } from '../delivery.ts';

export interface PulledMessage {
  readonly data: Uint8Array;
  readonly attributes: Attributes;
  readonly id: string;
  /** RFC 3339. */
  readonly publishTime: string;
  /** From 1; 0 where the subscription does not count. */
  readonly attempt: number;
  /** `projects/P/subscriptions/S`. */
  readonly subscription: string;
  readonly topic: Topic;
}

/** Checks it; `receivedAt` in milliseconds since the epoch. Throws an UpdaterError that is not transient for what is malformed. */
export function readPulled(
  { data, topic, ...message }: PulledMessage,
  receivedAt: number,
  trust: Trust,
): Delivery {
  return toDelivery({ ...message, shape: 'pull', payload: data }, topic, receivedAt, trust);
}
