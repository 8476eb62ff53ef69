/** Events of a registry, as Pub/Sub delivers them to the function. */
import type { RequestShape } from '../../lib/core/event/delivery.ts';
import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import { toRequest } from '../support/deliveries.ts';
import { digest, REPOSITORY } from '../support/builders.ts';

export const PUBLISHED = '2020-01-01T00:00:00Z';
export const TOPIC = { project: 'shop', topic: 'gcr' };
export const TO = `${REPOSITORY}:v1@${digest(1)}`;

// Everything that a terminal or a log viewer could act on.
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** The documented event, of any tag and digest. */
export function event(tag = 'v1', bits = digest(1)): object {
  return { action: 'INSERT', digest: `${REPOSITORY}@${bits}`, tag: `${REPOSITORY}:${tag}` };
}

export function delivery(shape: RequestShape, payload: object = event(), id = '42'): DeliveryRequest {
  const published = { publishTime: PUBLISHED, attributes: {}, topic: TOPIC, receivedAt: 0 };
  return toRequest(shape, { payload: JSON.stringify(payload), id, ...published });
}
