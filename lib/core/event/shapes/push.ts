/**
 * A push of a subscription:
 *
 *     {"message": {"data": "BASE64", "attributes": {…}, "messageId": "…", "publishTime": "…"},
 *      "subscription": "projects/P/subscriptions/S", "deliveryAttempt": 1}
 *
 * Keys may be in camelCase or snake_case, unknown keys are ignored, and `null` is the same as a missing key, like in the JSON
 * mapping of protobuf.
 */
import { isObject, parseJson, type JsonObject } from '../../text/json.ts';
import { wrongShape, type DeliveryShape, type RawMessage } from '../delivery.ts';
import { bytesInBase64, checkSize, fromBase64, MAX_PAYLOAD, decodeUtf8 } from '../payload.ts';
import type { DeliveryRequest } from './request.ts';

/** Undefined if the body is not an object with a `message`. */
export function readPush({ body }: DeliveryRequest): RawMessage | undefined {
  const value = parseJson(decodeUtf8(body, 'the body'));
  return isObject(value) && Object.hasOwn(value, 'message') ? unwrapMessage('push', value, {}) : undefined;
}

/** The message of `{message, subscription, deliveryAttempt}`; without an id of its own, it has that of the CloudEvent. */
export function unwrapMessage(
  shape: DeliveryShape,
  value: unknown,
  event: { readonly id?: unknown; readonly source?: unknown },
): RawMessage {
  const message = isObject(value) ? value['message'] : undefined;
  if (!isObject(value) || !isObject(message)) throw wrongShape('{"message": {…}}', value);
  return {
    shape,
    payload: decodeData(message['data'] ?? ''),
    attributes: message['attributes'],
    id: either(message, 'messageId', 'message_id') ?? event.id ?? undefined,
    publishTime: either(message, 'publishTime', 'publish_time'),
    source: event.source,
    subscription: value['subscription'],
    attempt: either(value, 'deliveryAttempt', 'delivery_attempt'),
  };
}

function decodeData(data: unknown): Uint8Array {
  if (typeof data !== 'string') throw wrongShape('base64 in `message.data`', data);
  checkSize(bytesInBase64(data), MAX_PAYLOAD, '`message.data`');
  return fromBase64(data, '`message.data`');
}

function either(object: JsonObject, camelCase: string, snakeCase: string): unknown {
  return object[camelCase] ?? object[snakeCase] ?? undefined;
}
