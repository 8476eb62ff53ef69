/**
 * An unwrapped push: headers `x-goog-pubsub-…`, attributes as headers, and the payload as the body, of any content type.
 * Its publisher has a say in the body and in most headers, so Pub/Sub's own header comes before all else that tells a
 * shape.
 */
import { ATTRIBUTES } from '../attributes.ts';
import type { RawMessage } from '../delivery.ts';
import { header, type DeliveryRequest } from './request.ts';

/** Only Pub/Sub sends it. */
export const MESSAGE_ID_HEADER = 'x-goog-pubsub-message-id';

/** Undefined where Pub/Sub's header is missing. */
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
