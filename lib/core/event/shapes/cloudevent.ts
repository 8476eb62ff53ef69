/**
 * CloudEvents of Eventarc, which contain a push:
 *
 *     binary      headers `ce-…`, body `{message, subscription, deliveryAttempt}`
 *     structured  `application/cloudevents+json`, body `{id, source, data: {message, …}}`, or the same data in base64
 *                 as `data_base64`
 */
import { isObject } from '../../text/json.ts';
import { wrongShape, type RawMessage } from '../delivery.ts';
import { fromBase64 } from '../payload.ts';
import { unwrapMessage } from './push.ts';
import { header, requireJson, type DeliveryRequest } from './request.ts';

const HEADERS = ['ce-specversion', 'ce-type', 'ce-source', 'ce-id'];

/** Undefined if the content type is not that of a CloudEvent. */
export function readStructuredCloudEvent({ headers, body }: DeliveryRequest): RawMessage | undefined {
  const type = header(headers, 'content-type') ?? '';
  if (!type.toLowerCase().startsWith('application/cloudevents')) return undefined;
  const event = requireJson(body, 'the body');
  if (!isObject(event)) throw wrongShape('a CloudEvent', event);
  const { id, source, data, data_base64: encoded } = event;
  const published =
    typeof encoded === 'string' ? requireJson(fromBase64(encoded, '`data_base64`'), '`data_base64`') : data;
  return unwrapMessage('cloudevent-structured', published, { id, source });
}

/** Undefined if no header is that of a CloudEvent. */
export function readBinaryCloudEvent({ headers, body }: DeliveryRequest): RawMessage | undefined {
  if (!HEADERS.some((name) => headers[name] !== undefined)) return undefined;
  const event = { id: header(headers, 'ce-id'), source: header(headers, 'ce-source') };
  return unwrapMessage('cloudevent-binary', requireJson(body, 'the body'), event);
}
