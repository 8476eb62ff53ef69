/**
 * A delivery: one message as every shape of it comes down to (`shapes/`), read and checked.
 *
 * What decisions depend on must be readable: payload, attributes, id and times. What is only printed (subscription and
 * attempt) is left out where it is malformed.
 */
import { UpdaterError } from '../errors/updater-error.ts';
import { isObject, type JsonObject } from '../text/json.ts';
import { describeValue } from '../text/printable.ts';
import { parseTimestamp } from '../text/timestamp.ts';
import type { Topic } from '../names/topic.ts';
import { CLOCK_SKEW_MS, type Push } from './push.ts';
import {
  DEAD_LETTER_TIME_ATTRIBUTE,
  PUBLISHED_AT_ATTRIBUTE,
  PUSH_ID_ATTRIBUTE,
  selectTrusted,
  type Attributes,
  type Trust,
} from './attributes.ts';
import { checkSize, MAX_PAYLOAD, decodeUtf8 } from './payload.ts';

export type RequestShape = 'cloudevent-binary' | 'cloudevent-structured' | 'push' | 'push-unwrapped' | 'bare';

/** `api`: a call of the HTTP API, without a message. */
export type DeliveryShape = RequestShape | 'pull' | 'api';

export interface Delivery {
  readonly shape: DeliveryShape;
  /** The payload as text; empty for a message that has only attributes. */
  readonly data: string;
  /** Of an unwrapped push, whose attributes are headers among others, only the updater's own. */
  readonly attributes: Attributes;
  /** The message's id, or on one of the updater's topics that of the message it replays; `received-<ms>` where there is none. */
  readonly id: string;
  /** That of this very message, where it has one. */
  readonly messageId?: string;
  /** Milliseconds since the epoch, an integer: the earliest of the local time and all times that the delivery gives and may give. */
  readonly publishedAt: number;
  /** By how many milliseconds the local clock is behind the time that the delivery gives; only where that is beyond {@link CLOCK_SKEW_MS}. */
  readonly clockBehindMs?: number;
  /** From the CloudEvent's source or from the path; missing where neither names one. */
  readonly topic?: Topic;
  /** `projects/P/subscriptions/S`. */
  readonly subscription?: string;
  /** From 1; missing where the subscription has no dead-letter topic and so does not count. */
  readonly attempt?: number;
  /** Who called the HTTP API. */
  readonly caller?: string;
  /** What a call of the HTTP API asks for: parsed, and authorized as it is. */
  readonly pushed?: Pick<Push, 'repository' | 'tag' | 'digest' | 'unpinned'>;
}

/** A message as a shape gives it: all but the payload is not checked yet. */
export interface RawMessage {
  readonly shape: DeliveryShape;
  readonly payload: Uint8Array;
  readonly attributes?: unknown;
  readonly id?: unknown;
  readonly publishTime?: unknown;
  /** Of a CloudEvent. */
  readonly source?: unknown;
  readonly subscription?: unknown;
  readonly attempt?: unknown;
}

// Visible ASCII: ids are written to annotations and log lines.
const ID = /^[\x21-\x7e]{1,128}$/;
const MILLISECONDS = /^\d{1,15}$/;

/**
 * Checks a message; `receivedAt` in milliseconds since the epoch. Throws an UpdaterError that is not transient for what is
 * malformed.
 */
export function toDelivery(
  message: RawMessage,
  topic: Topic | undefined,
  receivedAt: number,
  trust: Trust,
): Delivery {
  checkSize(message.payload.length, MAX_PAYLOAD, 'the payload');
  const attributes = readAttributes(message.attributes);
  const trusted = selectTrusted(attributes, topic, trust);
  const { subscription, attempt } = message;
  const messageId = message.id === undefined ? undefined : readId(message.id);
  const pushId = trusted[PUSH_ID_ATTRIBUTE];
  const givenAt = Math.min(...readTimes(message.publishTime, trusted));
  const clockBehindMs = givenAt === Infinity ? 0 : givenAt - receivedAt;
  return {
    shape: message.shape,
    data: decodeUtf8(message.payload, 'the payload'),
    attributes,
    id: pushId === undefined ? (messageId ?? `received-${receivedAt}`) : readId(pushId),
    publishedAt: Math.min(givenAt, receivedAt),
    ...(clockBehindMs > CLOCK_SKEW_MS ? { clockBehindMs } : {}),
    ...(messageId === undefined ? {} : { messageId }),
    ...(topic === undefined ? {} : { topic }),
    ...(typeof subscription === 'string' ? { subscription } : {}),
    ...(typeof attempt === 'number' && attempt > 0 ? { attempt } : {}),
  };
}

/** Whether an id may be printed. */
export function isMessageId(id: string): boolean {
  return ID.test(id);
}

function readAttributes(value: unknown): Attributes {
  const attributes = value ?? {};
  if (isObject(attributes) && hasOnlyTexts(attributes)) return attributes;
  throw wrongShape('texts by name in `message.attributes`', attributes);
}

function hasOnlyTexts(object: JsonObject): object is Attributes {
  return Object.values(object).every((value) => typeof value === 'string');
}

function readId(value: unknown): string {
  const id = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof id === 'string' && ID.test(id)) return id;
  throw wrongShape('a message id of at most 128 visible ASCII characters', value);
}

// When the message was published, and when the message was that it replays. The local clock counts where Pub/Sub gave no
// time, or one that is ahead of it: a time of 2099 would hold up all later pushes, and to refuse a message because the
// local clock is slow would lose it. Elsewhere two deliveries of one message have to give the same.
function readTimes(publishTime: unknown, attributes: Attributes): number[] {
  const replayed = attributes[PUBLISHED_AT_ATTRIBUTE];
  return [
    readTime('publishTime', publishTime),
    replayed !== undefined && MILLISECONDS.test(replayed)
      ? Number(replayed)
      : readTime(PUBLISHED_AT_ATTRIBUTE, replayed),
    readTime(DEAD_LETTER_TIME_ATTRIBUTE, attributes[DEAD_LETTER_TIME_ATTRIBUTE]),
  ].filter((time) => time !== undefined);
}

function readTime(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const time = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (time === undefined) throw wrongShape(`an RFC 3339 time in \`${name}\``, value);
  return time;
}

/** The UpdaterError of a message that has not the shape it should have. */
export function wrongShape(expected: string, got: unknown): UpdaterError {
  return new UpdaterError('WrongShape', `expected ${expected}, got ${describeValue(got)}`);
}
