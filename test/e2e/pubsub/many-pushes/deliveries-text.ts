/** For the person who reads that a message did not end: how each of its deliveries was answered. */
import type { Delivered } from '../recording-proxy.ts';
import { messageKey, type ProxyDelivery } from './lossy-proxy.ts';

/** What the road told Pub/Sub, and what the functions answered. */
export interface Deliveries {
  readonly road: readonly ProxyDelivery[];
  readonly functions: readonly Delivered[];
}

/** One line a message: `TOPIC ID: road 503, 204; function 204`. Then one a delivery that a function still works on. */
export function deliveriesText(keys: readonly string[], { road, functions }: Deliveries): string {
  const messages = keys.map((key) => {
    const told = road.filter((delivery) => delivery.key === key);
    const answered = functions.filter((delivery) => keyOf(delivery) === key);
    return `${key}: ${[...statuses('road', told), ...statuses('function', answered)].join('; ') || 'never delivered'}`;
  });
  const atWork = functions
    .filter(({ ended }) => ended === undefined)
    .map((delivery) => `${keyOf(delivery)}: a delivery without an end`);
  return [...messages, ...atWork].map((line) => `\n  ${line}`).join('');
}

function keyOf({ path, messageId }: Delivered): string {
  return messageKey(path, messageId);
}

function statuses(where: string, deliveries: readonly Pick<Delivered, 'status'>[]): readonly string[] {
  const all = deliveries.map(({ status = 'no answer' }) => status);
  return all.length === 0 ? [] : [`${where} ${all.join(', ')}`];
}
