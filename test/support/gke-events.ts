import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import { toRequest } from './deliveries.ts';
import { digest, REPOSITORY } from './builders.ts';

/**
 * The n-th push, from 1 to 9, of the tag `v1`: each has bits of its own, and is a second later than the one before
 * unless `at` says when it was, in milliseconds since the epoch.
 */
export function pushed(
  n = 1,
  repository = REPOSITORY,
  at = Date.UTC(2020, 0, 1) + n * 1_000,
): DeliveryRequest {
  const payload = {
    action: 'INSERT',
    digest: `${repository}@${digest(n)}`,
    tag: `${repository}:v1`,
  };
  return toRequest('push', {
    payload: JSON.stringify(payload),
    id: `push-${n}`,
    publishTime: new Date(at).toISOString(),
    attributes: {},
    topic: { project: 'shop', topic: 'gcr' },
    receivedAt: 0,
  });
}
