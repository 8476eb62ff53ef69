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

export interface Share {
  /** What reports call the cluster; the entry's name where it could not be told which clusters it stands for. */
  readonly cluster: string;
  /** The name of the entry that it was found by. */
  readonly entry: string;
}

/** The message that brings a share of what `delivery` brought, from the topic that brought it first. */
export function shareMessage(
  { cluster, entry }: Share,
  { data, publishedAt, id }: Delivery,
  topic: Topic | undefined,
): OutgoingMessage {
  return {
    data: Buffer.from(data),
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
  const { [CLUSTER_ATTRIBUTE]: cluster, [ENTRY_ATTRIBUTE]: entry } = attributes;
  if (cluster !== undefined) return { cluster, entry: entry ?? cluster };
  const came = Object.keys(attributes).length === 0 ? 'none' : Object.keys(attributes).join(', ');
  throw new Fault(
    'WrongShape',
    `the attribute \`${CLUSTER_ATTRIBUTE}\` was expected, ${printable(came)} came`,
  );
}
