/** A report as a CloudEvent on Pub/Sub (`dev.image-updater.report`). */
import type { Delivery } from '../core/delivery.ts';
import type { OutgoingMessage } from '../core/message.ts';
import type { Report } from '../core/report.ts';

/** The message. `id` is the event's own, `time` milliseconds since the epoch. */
export function reportEvent(
  _report: Report,
  _delivery: Delivery,
  _event: { readonly id: string; readonly time: number },
): OutgoingMessage {
  return { data: Buffer.from('{}'), attributes: {} };
}
