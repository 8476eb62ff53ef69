/** A message, and readers that believe its attributes: where these are believed is the subject of attributes.test.ts. */
import assert from 'node:assert/strict';
import type { Trust } from '../../lib/core/event/attributes.ts';
import { PUSH_ID_ATTRIBUTE } from '../../lib/core/event/attributes.ts';
import type { Delivery } from '../../lib/core/event/delivery.ts';
import { readRequest } from '../../lib/core/event/read-delivery.ts';
import { readPulled as readMessage, type PulledMessage } from '../../lib/core/event/shapes/pulled.ts';
import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import type { ErrorReason } from '../../lib/core/errors/reason.ts';
import type { Sent } from './deliveries.ts';
import { base64 } from './base64.ts';

export const EVENT = '{"action":"DELETE","tag":"europe-docker.pkg.dev/shop/images/web:v1"}';
export const PUBLISHED_AT = Date.parse('2026-03-01T10:00:00.123Z');

export const sent: Sent = {
  payload: EVENT,
  id: '7309198396944430',
  publishTime: '2026-03-01T10:00:00.123456789Z',
  attributes: { [PUSH_ID_ATTRIBUTE]: '42' },
  topic: { project: 'example.com:shop', topic: 'gcr' },
  receivedAt: PUBLISHED_AT + 5000,
};

export const STRUCTURED = { 'content-type': 'application/cloudevents+json' };

export const message = { data: base64(EVENT), messageId: '1', publishTime: '2026-03-01T10:00:00.123Z' };

/** Believes all attributes. */
export const BELIEVED: Trust = { ownTopics: [], trusted: 'all' };
export const readBelieved = (request: DeliveryRequest): Delivery => readRequest(request, BELIEVED);
export const readPulled = (given: PulledMessage, receivedAt: number): Delivery =>
  readMessage(given, receivedAt, BELIEVED);

export function refused(request: DeliveryRequest, reason: ErrorReason): void {
  assert.throws(() => readBelieved(request), { name: 'Fault', reason, transient: false });
}
