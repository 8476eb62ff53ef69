/** One message as each of the five shapes of an HTTP request that can bring it. */
import type { RequestShape } from '../../lib/core/event/delivery.ts';
import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import { base64 } from './base64.ts';

export interface Sent {
  readonly payload: string | Uint8Array;
  readonly id: string;
  /** RFC 3339. */
  readonly publishTime: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly topic: { readonly project: string; readonly topic: string };
  readonly receivedAt: number;
}

export const SHAPES = [
  'cloudevent-binary',
  'cloudevent-structured',
  'push',
  'push-unwrapped',
  'bare',
] as const satisfies readonly RequestShape[];

export const SUBSCRIPTION = 'projects/shop/subscriptions/image-pushed';

/** The request in which Eventarc, Pub/Sub or a person sends the message. */
export function toRequest(shape: RequestShape, sent: Sent): DeliveryRequest {
  const { project, topic } = sent.topic;
  const path = `/projects/${encodeURIComponent(project)}/topics/${topic}`;
  return { path, receivedAt: sent.receivedAt, ...SENDERS[shape](sent) };
}

const TYPE = 'google.cloud.pubsub.topic.v1.messagePublished';
const JSON_TYPE = { 'content-type': 'application/json' };

type Sender = (sent: Sent) => Pick<DeliveryRequest, 'headers' | 'body'> & { readonly path?: string };

const SENDERS: Readonly<Record<RequestShape, Sender>> = {
  'cloudevent-binary': (sent) => ({
    path: '/',
    headers: {
      ...JSON_TYPE,
      'ce-specversion': '1.0',
      'ce-type': TYPE,
      'ce-id': sent.id,
      'ce-source': sourceOf(sent),
    },
    body: bytes(published(sent)),
  }),
  'cloudevent-structured': (sent) => ({
    path: '/',
    headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
    body: bytes({
      specversion: '1.0',
      type: TYPE,
      id: sent.id,
      source: sourceOf(sent),
      data: published(sent),
    }),
  }),
  push: (sent) => ({ headers: JSON_TYPE, body: bytes(published(sent)) }),
  'push-unwrapped': ({ id, publishTime, attributes, payload }) => ({
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-goog-pubsub-message-id': id,
      'x-goog-pubsub-publish-time': publishTime,
      'x-goog-pubsub-subscription-name': SUBSCRIPTION,
      ...Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key.toLowerCase(), value])),
    },
    body: Buffer.from(payload),
  }),
  bare: ({ payload }) => ({ headers: JSON_TYPE, body: Buffer.from(payload) }),
};

/** A wrapped push with this body, whatever it is. */
export function posted(body: unknown, changes: Partial<DeliveryRequest> = {}): DeliveryRequest {
  return { path: '/', headers: JSON_TYPE, body: bytes(body), receivedAt: 2_000_000_000_000, ...changes };
}

/** The value as JSON in bytes. */
export function bytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

function sourceOf({ topic: { project, topic } }: Sent): string {
  return `//pubsub.googleapis.com/projects/${project}/topics/${topic}`;
}

// As Pub/Sub writes it: ids and times in both spellings.
function published({ payload, id, publishTime, attributes }: Sent): object {
  const times = { publishTime, publish_time: publishTime };
  const ids = { messageId: id, message_id: id };
  const message = { data: base64(payload), attributes, ...ids, ...times, orderingKey: '' };
  return { message, subscription: SUBSCRIPTION, deliveryAttempt: 3 };
}
