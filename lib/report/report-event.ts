/**
 * A report as a CloudEvent 1.0 on Pub/Sub, in the binary mode of the protocol binding
 * (https://github.com/googleapis/google-cloudevents/blob/main/docs/spec/pubsub.md): the document is the data, all else
 * stands in attributes, which subscriptions can be filtered by:
 *
 *     ce-type        dev.image-updater.report
 *     ce-source      //pubsub.googleapis.com/projects/P/subscriptions/S: what brought the event
 *     ce-subject     europe-docker.pkg.dev/shop/images/web:v1
 *     ce-updated     whether something was updated: `true` or `false`, as below
 *     ce-alreadyapplied  whether something was updated by an earlier delivery of the push, whose report may never have come
 *     ce-failed      whether something failed
 *     ce-redelivery  whether the event is to be delivered again, so that another report follows
 */
import type { Delivery } from '../core/event/delivery.ts';
import type { OutgoingMessage } from '../core/event/message.ts';
import { isTriedAgain, type Completed } from '../core/report/event-result.ts';
import { topicName } from '../core/names/topic.ts';
import { parseSubscription } from '../config/pubsub-schema.ts';
import { reportDocument } from './report-document.ts';
import type { ReportDocument } from './report-schema.ts';

/** What would break a reader of the document gets another type. */
const TYPE = 'dev.image-updater.report';

/** The source where nothing tells what brought the event. */
const NO_SOURCE = '/image-updater';

// https://cloud.google.com/pubsub/quotas#resource_limits
const MAX_VALUE_BYTES = 1024;

/** The message. `id` is the event's own, `time` milliseconds since the epoch. */
export function reportEvent(
  result: Pick<Completed, 'report' | 'delivery' | 'requeue'>,
  event: { readonly id: string; readonly time: number },
): OutgoingMessage {
  const { report, delivery } = result;
  const document = reportDocument(report, { isTriedAgain: isTriedAgain(result) });
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

/** A URI reference. What came with the request is not taken at its word: only what can be a name is put in. */
function eventSource({ subscription = '', topic }: Delivery): string {
  const names = [
    ...('value' in parseSubscription(subscription) ? [subscription] : []),
    ...(topic === undefined ? [] : [topicName(topic)]),
  ];
  const uris = names.map((name) => `//pubsub.googleapis.com/${encodeURI(name)}`);
  return uris.find((uri) => Buffer.byteLength(uri) <= MAX_VALUE_BYTES) ?? NO_SOURCE;
}

/** The text, cut after a whole character where Pub/Sub would refuse the message. */
function withinValue(text: string): string {
  const bytes = Buffer.alloc(MAX_VALUE_BYTES);
  const { written } = new TextEncoder().encodeInto(text, bytes);
  return bytes.toString('utf8', 0, written);
}
