/**
 * Which Pub/Sub delivery an HTTP request carries. It may come in five shapes:
 *
 *     cloudevent-binary      headers `ce-…`, body `{message, subscription, deliveryAttempt}`
 *     cloudevent-structured  `application/cloudevents+json`, body `{id, source, data: {message, …}}`, or the
 *                            same data in base64 as `data_base64`
 *     push                   body `{message: {data, attributes, messageId, publishTime}, subscription, …}`
 *     push-unwrapped         headers `x-goog-pubsub-…`, the body is the payload, of any content type
 *     bare                   the body is the payload, as a person or a script posts it
 *
 * A message that was pulled is the sixth shape, and needs no request.
 *
 * Where a push is unwrapped its publisher has a say in the body and in most headers, so Pub/Sub's own header comes
 * before all else that tells a shape. Without that header Pub/Sub sends what looks bare and tells neither id nor time:
 * a redelivery would be a newer push, so none of these is taken.
 *
 * Keys may be in camelCase or snake_case, unknown ones are passed over, and `null` is as good as a missing one
 * (so the JSON mapping of protobuf has it). What decisions hang on must be readable: payload, attributes, id
 * and times. What is only printed (subscription and attempt) is left out where it is odd.
 *
 * The attributes that move the time and the id of a push are believed on topics of our own alone: whoever may publish on
 * a registry's topic could else date a push back. Elsewhere they are passed over, whatever they hold.
 */
import { Fault } from '../errors/fault.ts';
import { isObject, parseJson, type JsonObject } from '../text/json.ts';
import { bytesInBase64, checkSize, fromBase64, textOf } from './payload.ts';
import { isOwnTopic, type Settings } from '../settings.ts';
import { printable, sketch } from '../text/printable.ts';
import { parseTimestamp } from '../text/timestamp.ts';
import { isSameTopic, topicIn, topicName, type Topic } from '../names/topic.ts';

/** An HTTP request before anything parsed its body. */
export interface DeliveryRequest {
  /** Without the query. */
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
  /** Milliseconds since the epoch, an integer. */
  readonly receivedAt: number;
}

export type RequestShape = 'cloudevent-binary' | 'cloudevent-structured' | 'push' | 'push-unwrapped' | 'bare';

/** `callback`: somebody called the HTTP API, and no message brought it. */
export type DeliveryShape = RequestShape | 'pull' | 'callback';

export interface Delivery {
  readonly shape: DeliveryShape;
  /** The payload as text; empty for a message that has only attributes. */
  readonly data: string;
  /** Of an unwrapped push, whose attributes are headers among others, only those named below. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The message's id, or on a topic of our own that of the message it replays; `received-<ms>` where there is none. */
  readonly id: string;
  /** That of this very message, where it has one. */
  readonly messageId?: string;
  /** Milliseconds since the epoch, an integer: the earliest of all times that the delivery tells and may tell. */
  readonly publishedAt: number;
  /** From the CloudEvent's source or from the path; missing where neither names one. */
  readonly topic?: Topic;
  /** `projects/P/subscriptions/S`. */
  readonly subscription?: string;
  /** From 1; missing where the subscription has no dead-letter topic and so does not count. */
  readonly attempt?: number;
}

/** On a replay, on a topic of our own: when the push was published first, as decimal milliseconds since the epoch or as RFC 3339. */
export const PUBLISHED_AT_ATTRIBUTE = 'image-updater-published-at';
/** On a replay, on a topic of our own: the id of the message that brought the push first. */
export const PUSH_ID_ATTRIBUTE = 'image-updater-push-id';
/** On a topic of our own: the topic that brought the push first, as `projects/PROJECT/topics/TOPIC`. */
export const TOPIC_ATTRIBUTE = 'image-updater-topic';
/** On a topic of our own, `true`: the push counts whatever `limits` say. */
export const IGNORE_LIMIT_ATTRIBUTE = 'image-updater-ignore-limit';
/** On a topic of our own, `true`: a push without a digest also replaces images that carry one. */
export const UNPINNED_ATTRIBUTE = 'image-updater-unpinned';
/** On a share: the cluster, by the name that reports call it, or the entry where no cluster could be told. */
export const CLUSTER_ATTRIBUTE = 'image-updater-cluster';
/** On a share: the entry of the configuration that stands for the cluster, by its name. */
export const ENTRY_ATTRIBUTE = 'image-updater-entry';
/** On a share, `true`: it is for what of the entry could not be seen, beside shares for all that was. */
export const REST_ATTRIBUTE = 'image-updater-rest';
/** On a dead letter, written by Pub/Sub, and believed on a topic of our own: when the message was published first, as RFC 3339. */
export const DEAD_LETTER_TIME_ATTRIBUTE = 'CloudPubSubDeadLetterSourceTopicPublishTime';

const ATTRIBUTES = [
  PUBLISHED_AT_ATTRIBUTE,
  PUSH_ID_ATTRIBUTE,
  TOPIC_ATTRIBUTE,
  IGNORE_LIMIT_ATTRIBUTE,
  UNPINNED_ATTRIBUTE,
  CLUSTER_ATTRIBUTE,
  ENTRY_ATTRIBUTE,
  REST_ATTRIBUTE,
  DEAD_LETTER_TIME_ATTRIBUTE,
];

// A push request may have 10 MB and more. Whatever is larger than this is no registry event, and is not parsed.
const MAX_BODY = 1024 * 1024;
const MAX_PAYLOAD = 64 * 1024;

/** How far ahead of our own clock Pub/Sub's may be, in milliseconds: a time of 2099 would hold up all later pushes. */
const MAX_AHEAD = 600_000;

const MESSAGE_ID_HEADER = 'x-goog-pubsub-message-id';
const CLOUDEVENT_HEADERS = ['ce-specversion', 'ce-type', 'ce-source', 'ce-id'];
// Pub/Sub as it calls itself in `user-agent`.
const PUBSUB = /CloudPubSub-Google|APIs-Google/i;
// Visible ASCII: ids stand in annotations and log lines.
const ID = /^[\x21-\x7e]{1,128}$/;
// In a wrapped push, where the data, which may be long, is base64.
const ID_IN_TEXT = /"message(?:Id|_id)"\s*:\s*"([^"\\]{1,128})"/g;
const LOOKED_AT = 4096;
const MILLISECONDS = /^\d{1,15}$/;

/** What all shapes come down to. Fields are as they came. */
interface Message {
  readonly shape: DeliveryShape;
  readonly payload: Uint8Array;
  readonly attributes?: unknown;
  readonly id?: unknown;
  readonly publishTime?: unknown;
  readonly source?: unknown;
  readonly subscription?: unknown;
  readonly attempt?: unknown;
}

/** Whose attributes may move the time and the id of a push: those on topics of our own. */
export interface Trust extends Pick<Settings, 'ownTopics'> {
  /**
   * What is trusted on every other topic too: all attributes of a file that a person replays, or of dead letters the time
   * that Pub/Sub wrote on them.
   */
  readonly trusted?: 'all' | 'dead letter time';
}

/** What came in, before anything of it is known to be readable. */
export interface Incoming {
  /** Throws what {@link readDelivery} or {@link readPulled} throw. */
  readonly read: (trust: Trust) => Delivery;
  /** As far as it can be told of what cannot be read: for log lines, and nothing else may hang on it. */
  readonly messageId: () => string | undefined;
}

/** What a request brings. */
export function incomingRequest(request: DeliveryRequest): Incoming {
  return { read: (trust) => readDelivery(request, trust), messageId: () => messageIdIn(request) };
}

/** What a subscription that is pulled brings; `receivedAt` in milliseconds since the epoch. */
export function incomingMessage(message: PulledMessage, receivedAt: number): Incoming {
  return {
    read: (trust) => readPulled(message, receivedAt, trust),
    messageId: () => loggable(message.id),
  };
}

/**
 * Reads the delivery in a request. Throws a Fault that is not transient for what cannot be understood, and a transient
 * one, `NoMetadata`, for what Pub/Sub sends without saying which message it is.
 */
export function readDelivery(request: DeliveryRequest, trust: Trust): Delivery {
  const { body, path, receivedAt } = request;
  if (body.length === 0)
    throw new Fault('EmptyBody', 'expected a Pub/Sub message, got a request without body');
  checkSize(body.length, MAX_BODY, 'the request');
  const message = messageIn(request);
  if (message.shape === 'bare') requireNotPubSub(request);
  return deliveryOf(message, topicOf(message, path), receivedAt, trust);
}

function requireNotPubSub({ headers }: DeliveryRequest): void {
  const agent = header(headers, 'user-agent') ?? '';
  if (PUBSUB.test(agent))
    throw new Fault(
      'NoMetadata',
      `expected the header \`${MESSAGE_ID_HEADER}\` from ${printable(agent)}, got a payload alone`,
    );
}

/** Who may tell one address need not be who may tell the other, so they have to agree. */
function topicOf({ source }: Message, path: string): Topic | undefined {
  const [said, posted] = [typeof source === 'string' ? topicIn(source) : undefined, topicIn(path)];
  if (said !== undefined && posted !== undefined && !isSameTopic(said, posted))
    throw wrongShape(`${topicName(posted)}, which the path names,`, source);
  return said ?? posted;
}

/** At either end of the body, for one that is too large is not parsed. */
function messageIdIn({ headers, body }: DeliveryRequest): string | undefined {
  const ends = Buffer.concat([body.subarray(0, LOOKED_AT), body.subarray(-LOOKED_AT)]).toString('latin1');
  const inText = [...ends.matchAll(ID_IN_TEXT)].at(-1)?.[1];
  return loggable(header(headers, MESSAGE_ID_HEADER) ?? inText ?? header(headers, 'ce-id'));
}

function loggable(id: string | undefined): string | undefined {
  return id !== undefined && ID.test(id) ? id : undefined;
}

/** A message as a subscription that is pulled gives it. */
export interface PulledMessage {
  readonly data: Uint8Array;
  readonly attributes: Readonly<Record<string, string>>;
  readonly id: string;
  /** RFC 3339. */
  readonly publishTime: string;
  /** From 1; 0 where the subscription does not count. */
  readonly attempt: number;
  /** `projects/P/subscriptions/S`. */
  readonly subscription: string;
  readonly topic: Topic;
}

/** The delivery in a pulled message. Throws a Fault that is not transient for what cannot be understood. */
export function readPulled(
  { data, topic, ...message }: PulledMessage,
  receivedAt: number,
  trust: Trust,
): Delivery {
  return deliveryOf({ ...message, shape: 'pull', payload: data }, topic, receivedAt, trust);
}

function deliveryOf(message: Message, topic: Topic | undefined, receivedAt: number, trust: Trust): Delivery {
  checkSize(message.payload.length, MAX_PAYLOAD, 'the payload');
  const attributes = attributesIn(message.attributes);
  const trusted = trustedAttributes(attributes, topic, trust);
  const { subscription, attempt } = message;
  const messageId = message.id === undefined ? undefined : idIn(message.id);
  const pushId = trusted[PUSH_ID_ATTRIBUTE];
  return {
    shape: message.shape,
    data: textOf(message.payload, 'the payload'),
    attributes,
    id: pushId === undefined ? (messageId ?? `received-${receivedAt}`) : idIn(pushId),
    publishedAt: Math.min(...timesIn(message.publishTime, trusted, receivedAt)),
    ...(messageId === undefined ? {} : { messageId }),
    ...(topic === undefined ? {} : { topic }),
    ...(typeof subscription === 'string' ? { subscription } : {}),
    ...(typeof attempt === 'number' && attempt > 0 ? { attempt } : {}),
  };
}

/** Of the attributes those that may move time and id. */
function trustedAttributes(
  attributes: Delivery['attributes'],
  topic: Topic | undefined,
  { ownTopics, trusted }: Trust,
): Delivery['attributes'] {
  if (trusted === 'all' || (topic !== undefined && isOwnTopic(topic, { ownTopics }))) return attributes;
  const time = attributes[DEAD_LETTER_TIME_ATTRIBUTE];
  return trusted === 'dead letter time' && time !== undefined ? { [DEAD_LETTER_TIME_ATTRIBUTE]: time } : {};
}

function messageIn({ headers, body }: DeliveryRequest): Message {
  if (headers[MESSAGE_ID_HEADER] !== undefined) return unwrapped(headers, body);
  const type = header(headers, 'content-type') ?? '';
  if (type.toLowerCase().startsWith('application/cloudevents')) return structured(jsonIn(body, 'the body'));
  if (CLOUDEVENT_HEADERS.some((name) => headers[name] !== undefined)) {
    const event = { id: header(headers, 'ce-id'), source: header(headers, 'ce-source') };
    return wrapped('cloudevent-binary', jsonIn(body, 'the body'), event);
  }
  const value = parseJson(textOf(body, 'the body'));
  return isObject(value) && Object.hasOwn(value, 'message')
    ? wrapped('push', value, {})
    : { shape: 'bare', payload: body };
}

function structured(event: unknown): Message {
  if (!isObject(event)) throw wrongShape('a CloudEvent', event);
  const { id, source, data, data_base64: encoded } = event;
  const published =
    typeof encoded === 'string' ? jsonIn(fromBase64(encoded, '`data_base64`'), '`data_base64`') : data;
  return wrapped('cloudevent-structured', published, { id, source });
}

/** `{message, subscription, deliveryAttempt}`; where the message has no id of its own, it is the event's. */
function wrapped(
  shape: DeliveryShape,
  value: unknown,
  event: { readonly id?: unknown; readonly source?: unknown },
): Message {
  const message = isObject(value) ? value['message'] : undefined;
  if (!isObject(value) || !isObject(message)) throw wrongShape('{"message": {…}}', value);
  return {
    shape,
    payload: payloadIn(message['data'] ?? ''),
    attributes: message['attributes'],
    id: either(message, 'messageId', 'message_id') ?? event.id ?? undefined,
    publishTime: either(message, 'publishTime', 'publish_time'),
    source: event.source,
    subscription: value['subscription'],
    attempt: either(value, 'deliveryAttempt', 'delivery_attempt'),
  };
}

function unwrapped(headers: DeliveryRequest['headers'], payload: Uint8Array): Message {
  const attributes = ATTRIBUTES.map((name) => [name, header(headers, name.toLowerCase())]).filter(
    ([, value]) => value !== undefined,
  );
  return {
    shape: 'push-unwrapped',
    payload,
    attributes: Object.fromEntries(attributes),
    id: header(headers, MESSAGE_ID_HEADER),
    publishTime: header(headers, 'x-goog-pubsub-publish-time'),
    subscription: header(headers, 'x-goog-pubsub-subscription-name'),
  };
}

function payloadIn(data: unknown): Uint8Array {
  if (typeof data !== 'string') throw wrongShape('base64 in `message.data`', data);
  checkSize(bytesInBase64(data), MAX_PAYLOAD, '`message.data`');
  return fromBase64(data, '`message.data`');
}

function attributesIn(value: unknown): Readonly<Record<string, string>> {
  const attributes = value ?? {};
  if (isObject(attributes) && hasTexts(attributes)) return attributes;
  throw wrongShape('texts by name in `message.attributes`', attributes);
}

function idIn(value: unknown): string {
  const id = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof id === 'string' && ID.test(id)) return id;
  throw wrongShape('a message id of at most 128 visible ASCII characters', value);
}

// When the message was published, and when the one was that it replays. Our own clock counts only where Pub/Sub gave no
// time: two deliveries of one message have to tell the same.
function timesIn(
  publishTime: unknown,
  attributes: Readonly<Record<string, string>>,
  receivedAt: number,
): number[] {
  const replayed = attributes[PUBLISHED_AT_ATTRIBUTE];
  return [
    publishTimeIn(publishTime, receivedAt) ?? receivedAt,
    replayed !== undefined && MILLISECONDS.test(replayed)
      ? Number(replayed)
      : timeIn(PUBLISHED_AT_ATTRIBUTE, replayed),
    timeIn(DEAD_LETTER_TIME_ATTRIBUTE, attributes[DEAD_LETTER_TIME_ATTRIBUTE]),
  ].filter((time) => time !== undefined);
}

/** A publisher may write what looks like one, so one from the future is none. */
function publishTimeIn(value: unknown, receivedAt: number): number | undefined {
  const time = timeIn('publishTime', value);
  if (time === undefined || time <= receivedAt + MAX_AHEAD) return time;
  throw wrongShape('a time in `publishTime` that is at most 10 minutes ahead of our clock', value);
}

function timeIn(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const time = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (time === undefined) throw wrongShape(`an RFC 3339 time in \`${name}\``, value);
  return time;
}

function jsonIn(bytes: Uint8Array, where: string): unknown {
  const text = textOf(bytes, where);
  const value = parseJson(text);
  if (value === undefined) throw new Fault('NotJson', `expected JSON in ${where}, got ${sketch(text)}`);
  return value;
}

function header(headers: DeliveryRequest['headers'], name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

function either(object: JsonObject, camelCase: string, snakeCase: string): unknown {
  return object[camelCase] ?? object[snakeCase] ?? undefined;
}

function hasTexts(object: JsonObject): object is Readonly<Record<string, string>> {
  return Object.values(object).every((value) => typeof value === 'string');
}

function wrongShape(expected: string, came: unknown): Fault {
  return new Fault('WrongShape', `expected ${expected}, got ${sketch(came)}`);
}
