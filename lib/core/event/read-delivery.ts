/**
 * Converts a received event to a delivery. Requests have five shapes, in the order in which they are recognized; pulled
 * messages and calls of the HTTP API are known. A new shape needs a file in `shapes/` and a line here.
 */
import { UpdaterError } from '../errors/updater-error.ts';
import { isSameTopic, parseTopicAddress, topicName, type Topic } from '../names/topic.ts';
import type { Trust } from './attributes.ts';
import { isMessageId, toDelivery, wrongShape, type Delivery, type RawMessage } from './delivery.ts';
import { checkSize } from './payload.ts';
import { readApiCall, type ApiCall } from './shapes/api.ts';
import { readBare } from './shapes/bare.ts';
import { readBinaryCloudEvent, readStructuredCloudEvent } from './shapes/cloudevent.ts';
import { readPulled, type PulledMessage } from './shapes/pulled.ts';
import { readPush } from './shapes/push.ts';
import { header, type DeliveryRequest } from './shapes/request.ts';
import { MESSAGE_ID_HEADER, readUnwrapped } from './shapes/unwrapped.ts';

/** A received event, before it is parsed. */
export type ReceivedEvent =
  | { readonly from: 'request'; readonly request: DeliveryRequest }
  /** `receivedAt` in milliseconds since the epoch. */
  | { readonly from: 'subscription'; readonly message: PulledMessage; readonly receivedAt: number }
  | { readonly from: 'api'; readonly call: ApiCall };

// A push request may have 10 MB and more. A larger body than this is not a registry event, and is not parsed.
const MAX_BODY = 1024 * 1024;

// In a wrapped push, whose data may be long, and is base64.
const ID_IN_TEXT = /"message(?:Id|_id)"\s*:\s*"([^"\\]{1,128})"/g;
const SEARCHED = 4096;

/** Parses a received event. Throws like {@link readRequest}. */
export function readDelivery(event: ReceivedEvent, trust: Trust): Delivery {
  switch (event.from) {
    case 'request':
      return readRequest(event.request, trust);
    case 'subscription':
      return readPulled(event.message, event.receivedAt, trust);
    case 'api':
      return readApiCall(event.call);
  }
}

/**
 * Parses the delivery of a request. Throws an UpdaterError that is not transient for a malformed request, and a transient one,
 * `NoMetadata`, for a message of Pub/Sub without its id.
 */
export function readRequest(request: DeliveryRequest, trust: Trust): Delivery {
  const { body, path, receivedAt } = request;
  if (body.length === 0)
    throw new UpdaterError('EmptyBody', 'expected a Pub/Sub message, got a request without a body');
  checkSize(body.length, MAX_BODY, 'the request');
  const message =
    readUnwrapped(request) ??
    readStructuredCloudEvent(request) ??
    readBinaryCloudEvent(request) ??
    readPush(request) ??
    readBare(request);
  return toDelivery(message, agreedTopic(message, path), receivedAt, trust);
}

/** Different people may choose the two addresses, so they have to agree. */
function agreedTopic({ source }: RawMessage, path: string): Topic | undefined {
  const [named, posted] = [
    typeof source === 'string' ? parseTopicAddress(source) : undefined,
    parseTopicAddress(path),
  ];
  if (named !== undefined && posted !== undefined && !isSameTopic(named, posted))
    throw wrongShape(`${topicName(posted)}, which the path names,`, source);
  return named ?? posted;
}

/** The id of a message that cannot be parsed, as far as it can be found: only for log lines. */
export function findMessageId(event: ReceivedEvent): string | undefined {
  switch (event.from) {
    case 'request':
      return findIdInRequest(event.request);
    case 'subscription':
      return printableId(event.message.id);
    case 'api':
      return undefined;
  }
}

/** At either end of the body, because a body that is too large is not parsed. */
function findIdInRequest({ headers, body }: DeliveryRequest): string | undefined {
  const ends = Buffer.concat([body.subarray(0, SEARCHED), body.subarray(-SEARCHED)]).toString('latin1');
  const inText = [...ends.matchAll(ID_IN_TEXT)].at(-1)?.[1];
  return printableId(header(headers, MESSAGE_ID_HEADER) ?? inText ?? header(headers, 'ce-id'));
}

function printableId(id: string | undefined): string | undefined {
  return id !== undefined && isMessageId(id) ? id : undefined;
}
