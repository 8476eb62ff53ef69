/**
 * A delivery: the parsed and validated message, in the same form for every shape (`shapes/`).
 *
 * Parts that decisions depend on must be valid: payload, attributes, id and times. Parts that are only printed (subscription
 * and attempt) are omitted if they are malformed.
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
  /** The payload as text; empty for a message with only attributes. */
  readonly data: string;
  /** For an unwrapped push, whose attributes are headers, only those of the updater. */
  readonly attributes: Attributes;
  /** The id of the message, or on an own topic that of the replayed message; `received-<ms>` if there is none. */
  readonly id: string;
  /** The id of this message, if it has one. */
  readonly messageId?: string;
  /** Milliseconds since the epoch, an integer: the earliest of the local time and all trusted times of the delivery. */
  readonly publishedAt: number;
  /** How far the local clock is behind the time of the delivery, in milliseconds; undefined up to {@link CLOCK_SKEW_MS}. */
  readonly clockBehindMs?: number;
  /** From the source of the CloudEvent or from the path; undefined if neither names one. */
  readonly topic?: Topic;
  /** `projects/P/subscriptions/S`. */
  readonly subscription?: string;
  /** From 1; undefined if the subscription has no dead-letter topic, so that attempts are not counted. */
  readonly attempt?: number;
  /** The caller of the HTTP API. */
  readonly caller?: string;
  /** The request of a call of the HTTP API: parsed and authorized. */
  readonly pushed?: Pick<Push, 'repository' | 'tag' | 'digest' | 'unpinned'>;
}

/** A message of a shape: except for the payload, it is not validated yet. */
export interface RawMessage {
  readonly shape: DeliveryShape;
  readonly payload: Uint8Array;
  readonly attributes?: unknown;
  readonly id?: unknown;
  readonly publishTime?: unknown;
  /** The source of a CloudEvent. */
  readonly source?: unknown;
  readonly subscription?: unknown;
  readonly attempt?: unknown;
}

// Visible ASCII: ids are written to annotations and log lines.
const ID = /^[\x21-\x7e]{1,128}$/;
const MILLISECONDS = /^\d{1,15}$/;

/**
 * Validates a message; `receivedAt` is in milliseconds since the epoch. Throws an UpdaterError that is not transient for a
 * malformed message.
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

// The publish times of the message and of the message that it replays. The local time is used if Pub/Sub sends no time, or a
// time in the future: a time of 2099 would block all later pushes, and rejecting a message because of a slow local clock
// would lose it. In all other cases two deliveries of a message have to result in the same time.
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

/** The UpdaterError for a message with a wrong shape. */
export function wrongShape(expected: string, got: unknown): UpdaterError {
  return new UpdaterError('WrongShape', `expected ${expected}, got ${describeValue(got)}`);
}
