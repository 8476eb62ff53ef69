/** A pulled message: its fields are typed, and its topic is known from the subscription. */
import type { Topic } from '../../names/topic.ts';
import type { Attributes, Trust } from '../attributes.ts';
import { toDelivery, type Delivery } from '../delivery.ts';

export interface PulledMessage {
  readonly data: Uint8Array;
  readonly attributes: Attributes;
  readonly id: string;
  /** RFC 3339. */
  readonly publishTime: string;
  /** From 1; 0 if the subscription does not count attempts. */
  readonly attempt: number;
  /** `projects/P/subscriptions/S`. */
  readonly subscription: string;
  readonly topic: Topic;
}

/** Validates it; `receivedAt` is in milliseconds since the epoch. Throws an UpdaterError that is not transient for a malformed message. */
export function readPulled(
  { data, topic, ...message }: PulledMessage,
  receivedAt: number,
  trust: Trust,
): Delivery {
  return toDelivery({ ...message, shape: 'pull', payload: data }, topic, receivedAt, trust);
}
