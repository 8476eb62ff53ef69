/**
 * A share: one cluster's part of an event, as a message of its own on the fan-out topic. It holds the registry event as
 * it came, with the time, the id and the topic of the push in attributes, so that a share says what the event said:
 *
 *     data        {"action": "INSERT", "digest": "…", "tag": "…"}
 *     attributes  image-updater-cluster, image-updater-entry, image-updater-published-at, image-updater-push-id,
 *                 image-updater-topic (where the event names its topic)
 */
import {
  CLUSTER_ATTRIBUTE,
  ENTRY_ATTRIBUTE,
  PUBLISHED_AT_ATTRIBUTE,
  PUSH_ID_ATTRIBUTE,
  TOPIC_ATTRIBUTE,
  type Delivery,
} from './delivery.ts';
import { Fault } from './fault.ts';
import type { OutgoingMessage } from './message.ts';
import { printable } from './text.ts';
import { topicName, type Topic } from './topic.ts';

/** Both names as attributes have them: {@link attributeName}. */
export interface Share {
  /** What reports call the cluster; the entry's name where it could not be told which clusters it stands for. */
  readonly cluster: string;
  /** The name of the entry that it was found by. */
  readonly entry: string;
}

// https://cloud.google.com/pubsub/quotas#resource_limits, in bytes.
const MAX_ATTRIBUTE = 1024;

/**
 * A name of a cluster or an entry in an attribute: visible ASCII, for where a push is unwrapped attributes are headers,
 * and no longer than Pub/Sub takes. Names are compared in this form and never read back.
 */
export function attributeName(name: string): string {
  return name
    .toWellFormed()
    .replaceAll(/[^\x21-\x7e]+/g, encodeURIComponent)
    .slice(0, MAX_ATTRIBUTE);
}

/** The message that brings a share of what `delivery` brought, from the topic that brought it first. */
export function shareMessage(
  { cluster, entry }: Share,
  { data, publishedAt, id }: Pick<Delivery, 'data' | 'publishedAt' | 'id'>,
  topic: Topic | undefined,
): OutgoingMessage {
  return {
    data: new TextEncoder().encode(data),
    attributes: {
      [CLUSTER_ATTRIBUTE]: cluster,
      [ENTRY_ATTRIBUTE]: entry,
      [PUBLISHED_AT_ATTRIBUTE]: String(publishedAt),
      [PUSH_ID_ATTRIBUTE]: id,
      ...(topic === undefined ? {} : { [TOPIC_ATTRIBUTE]: topicName(topic) }),
    },
  };
}

/** Whose share a message is. Throws a Fault `WrongShape` for a message that is none. */
export function shareIn({ attributes }: Pick<Delivery, 'attributes'>): Share {
  const { [CLUSTER_ATTRIBUTE]: cluster = '', [ENTRY_ATTRIBUTE]: entry = cluster } = attributes;
  if (cluster !== '') return { cluster: attributeName(cluster), entry: attributeName(entry) };
  const came = Object.keys(attributes).join(', ');
  throw new Fault(
    'WrongShape',
    `a name was expected in the attribute \`${CLUSTER_ATTRIBUTE}\`; the attributes that came: ${printable(came) || 'none'}`,
  );
}
