/**
 * An unwrapped push: headers `x-goog-pubsub-…`, attributes as headers, and the payload as body, of any content type. Its
 * publisher controls the body and most headers, so the header of Pub/Sub takes precedence over all other characteristics.
 */
import { ATTRIBUTES } from '../attributes.ts';
import type { RawMessage } from '../delivery.ts';
import { header, type DeliveryRequest } from './request.ts';

/** Only Pub/Sub sends it. */
export const MESSAGE_ID_HEADER = 'x-goog-pubsub-message-id';

/** Undefined if the header of Pub/Sub is missing. */
export function readUnwrapped({ headers, body }: DeliveryRequest): RawMessage | undefined {
  if (headers[MESSAGE_ID_HEADER] === undefined) return undefined;
  const attributes = ATTRIBUTES.map((name) => [name, header(headers, name.toLowerCase())]).filter(
    ([, value]) => value !== undefined,
  );
  return {
    shape: 'push-unwrapped',
    payload: body,
    attributes: Object.fromEntries(attributes),
    id: header(headers, MESSAGE_ID_HEADER),
    publishTime: header(headers, 'x-goog-pubsub-publish-time'),
    subscription: header(headers, 'x-goog-pubsub-subscription-name'),
  };
}
