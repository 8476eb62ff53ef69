/** The log entry about a slow local clock, with which a push counts as published earlier than it was. */
import type { Delivery } from '../core/event/delivery.ts';
import { CLOCK_SKEW_MS } from '../core/event/push.ts';
import { explainReason } from '../report/explain-reason.ts';
import { deliveryFields, eventLabels } from './event-fields.ts';
import type { LogEntry } from './log-line.ts';
import { reasonFields } from './reason-fields.ts';

/** The entry for a delivery whose time is too far ahead of the local clock; else undefined. */
export function clockEntries(delivery: Delivery | undefined): readonly LogEntry[] {
  if (delivery?.clockBehindMs === undefined) return [];
  const { clockBehindMs, publishedAt } = delivery;
  const [most, behind] = [CLOCK_SKEW_MS, clockBehindMs].map((ms) => Math.round(ms / 1000));
  const detail = `expected a publish time at most ${most} s ahead of the local clock, got one ${behind} s ahead; the push counts as published at ${new Date(publishedAt).toISOString()}`;
  return [
    {
      severity: 'WARNING',
      message: 'Local clock behind Pub/Sub',
      labels: { ...eventLabels(delivery), reason: 'ClockSkew' },
      fields: { ...reasonFields(explainReason('ClockSkew', detail)), ...deliveryFields(delivery) },
    },
  ];
}
