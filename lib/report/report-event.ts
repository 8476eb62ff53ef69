/**
 * A report as a CloudEvent 1.0 on Pub/Sub, in the binary mode of the protocol binding
 * (https://github.com/googleapis/google-cloudevents/blob/main/docs/spec/pubsub.md): the document is the data; the other parts
 * are attributes, by which subscriptions can be filtered:
 *
 *     ce-type        dev.image-updater.report
 *     ce-source      //pubsub.googleapis.com/projects/P/subscriptions/S: the subscription of the event
 *     ce-subject     europe-docker.pkg.dev/shop/images/web:v1
 *     ce-updated     whether something was updated: `true` or `false`, as below
 *     ce-alreadyapplied  whether something was updated by an earlier delivery of the push, whose report may be lost
 *     ce-failed      whether something failed
 *     ce-redelivery  whether the event is redelivered, so that another report follows
 */
import type { Delivery } from '../core/event/delivery.ts';
import type { OutgoingMessage } from '../core/event/message.ts';
import { isRedelivered, type Completed } from '../core/report/event-result.ts';
import { topicName } from '../core/names/topic.ts';
import { parseSubscription } from '../config/pubsub-schema.ts';
import { reportDocument } from './report-document.ts';
import type { ReportDocument } from './report-schema.ts';

/** Incompatible changes of the document need another type. */
const TYPE = 'dev.image-updater.report';

/** The source if the origin of the event is unknown. */
const NO_SOURCE = '/image-updater';

// https://cloud.google.com/pubsub/quotas#resource_limits
const MAX_VALUE_BYTES = 1024;

/** Creates the message. `id` is that of the report event, `time` is in milliseconds since the epoch. */
export function reportEvent(
  result: Pick<Completed, 'report' | 'delivery' | 'requeue'>,
  event: { readonly id: string; readonly time: number },
): OutgoingMessage {
  const { report, delivery } = result;
  const document = reportDocument(report, { isTriedAgain: isRedelivered(result) });
  return {
    data: Buffer.from(JSON.stringify(document)),
    attributes: {
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': event.id,
      'ce-type': TYPE,
      'ce-source': eventSource(delivery),
      'ce-subject': withinValue(`${document.push.repository}:${document.push.tag}`),
      'ce-time': new Date(event.time).toISOString(),
      ...extensions(document),
    },
  };
}

function extensions({ totals, redelivery }: ReportDocument): Record<string, string> {
  return {
    'ce-updated': String(totals.updated > 0),
    'ce-alreadyapplied': String(totals.alreadyApplied > 0),
    'ce-failed': String(totals.failed + totals.faults > 0),
    'ce-redelivery': String(redelivery),
  };
}

/** A URI reference. Names from the request are untrusted: only valid names are used. */
function eventSource({ subscription = '', topic }: Delivery): string {
  const names = [
    ...('value' in parseSubscription(subscription) ? [subscription] : []),
    ...(topic === undefined ? [] : [topicName(topic)]),
  ];
  const uris = names.map((name) => `//pubsub.googleapis.com/${encodeURI(name)}`);
  return uris.find((uri) => Buffer.byteLength(uri) <= MAX_VALUE_BYTES) ?? NO_SOURCE;
}

/** The text, truncated after a whole character, because Pub/Sub would reject a longer attribute. */
function withinValue(text: string): string {
  const bytes = Buffer.alloc(MAX_VALUE_BYTES);
  const { written } = new TextEncoder().encodeInto(text, bytes);
  return bytes.toString('utf8', 0, written);
}
