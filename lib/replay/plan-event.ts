/** Converts an entry of a file to the message that replays it, parsed and decided in the same way as by the function. */
import { decodePush, type DecodeSettings } from '../core/event/decode-push.ts';
import { type Delivery } from '../core/event/delivery.ts';
import { readRequest } from '../core/event/read-delivery.ts';
import { PUBLISHED_AT_ATTRIBUTE } from '../core/event/attributes.ts';
import { toUpdaterError, UpdaterError } from '../core/errors/updater-error.ts';
import { isObject, parseJson } from '../core/text/json.ts';
import { formatImage } from '../core/event/push.ts';
import { requestAttributes, withoutRequests, type PushRequest } from '../core/event/push-request.ts';
import type { Topic } from '../core/names/topic.ts';
import type { Planned, ReplaySubject } from './replay-outcome.ts';
import { lostTimeError, NO_TIME, readPushId, replayedAttributes } from './replay-attributes.ts';

export interface Event {
  /** Its line in the file, from 1. */
  readonly line?: number;
  readonly content: Uint8Array | UpdaterError;
}

/** `ignoreLimit` and `unpinned` are honoured only on own topics. */
export interface EventPlan extends PushRequest {
  /** The destination. */
  readonly topic: Topic;
  readonly settings: DecodeSettings;
  /** The push counts as published now. */
  readonly now: boolean;
  /** The original publish time for entries without one, in milliseconds since the epoch. */
  readonly publishedAt?: number | undefined;
}

/**
 * An entry without a time, such as a payload, counts as published now. An existing `image-updater-topic` is kept: a file does
 * not name the topic, and on an own topic a message that names its original topic may update fewer images than others.
 */
export function planEvent({ content, ...place }: Event, plan: EventPlan): Planned {
  const { topic, settings } = plan;
  let subject: ReplaySubject = place;
  try {
    if (content instanceof UpdaterError) throw content;
    const delivery = eventIn(content);
    subject = { ...subject, ...deliverySubject(delivery) };
    const attributes = eventAttributes(delivery, plan);
    const decoded = decodePush({ ...delivery, attributes, topic }, settings);
    if ('reason' in decoded) return { result: 'ignored', subject, ...decoded };
    const lost = lostTimeError(topic, attributes, settings);
    if (lost !== undefined)
      return { result: 'failed', subject: { ...subject, image: formatImage(decoded.push) }, fault: lost };
    const message = { data: Buffer.from(delivery.data), attributes };
    return { subject: { ...subject, image: formatImage(decoded.push) }, topic, message };
  } catch (thrown) {
    return { result: 'malformed', subject, fault: toUpdaterError(thrown) };
  }
}

function eventAttributes(delivery: Delivery, plan: EventPlan): Delivery['attributes'] {
  const { now, publishedAt } = plan;
  return {
    ...withoutRequests(replayedAttributes(delivery, now)),
    ...(publishedAt === undefined ? {} : { [PUBLISHED_AT_ATTRIBUTE]: String(publishedAt) }),
    ...requestAttributes(plan),
  };
}

/** The message and push ids of the entry. */
export function deliverySubject(delivery: Delivery): ReplaySubject {
  const push = readPushId(delivery);
  return {
    ...(delivery.messageId === undefined ? {} : { message: delivery.messageId }),
    ...(push === undefined ? {} : { push }),
  };
}

/** A payload, a received message of Pub/Sub, or a bare message. */
function eventIn(body: Uint8Array): Delivery {
  const delivery = readEntry(body);
  return delivery.shape === 'bare' && isMessage(delivery.data)
    ? readEntry(Buffer.from(`{"message":${delivery.data}}`))
    : delivery;
}

/** The user who replays a file is responsible for its times. */
function readEntry(body: Uint8Array): Delivery {
  const request = { path: '/', headers: {}, body, receivedAt: NO_TIME };
  return readRequest(request, { ownTopics: [], trusted: 'all' });
}

function isMessage(data: string): boolean {
  if (!/"(?:messageId|message_id)"/.test(data)) return false;
  const value = parseJson(data);
  return isObject(value) && !Object.hasOwn(value, 'action');
}
