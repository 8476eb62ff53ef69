/**
 * A cluster task: one cluster's part of an event, as a message of its own on the fan-out topic. It holds the registry
 * event as it came, with the time, the id and the topic of the push in attributes, so that a task says what the event
 * said:
 *
 *     data        {"action": "INSERT", "digest": "…", "tag": "…"}
 *     attributes  image-updater-cluster, image-updater-entry, image-updater-published-at, image-updater-push-id,
 *                 image-updater-topic (where the event names its topic),
 *                 image-updater-remainder (`true`, on the task for what of an entry could not be read),
 *                 image-updater-ignore-limit, image-updater-unpinned (`true`, where the event came with them on one of
 *                 the updater's own topics)
 *
 * On the updater's own topics a message is a cluster task by its attribute image-updater-cluster. A task is never fanned
 * out again: that would not end. On the topic of a registry that attribute means nothing.
 */
import {
  CLUSTER_ATTRIBUTE,
  ENTRY_ATTRIBUTE,
  PUBLISHED_AT_ATTRIBUTE,
  PUSH_ID_ATTRIBUTE,
  REMAINDER_ATTRIBUTE,
  TOPIC_ATTRIBUTE,
  type Attributes,
} from './attributes.ts';
import type { Delivery } from './delivery.ts';
import { UpdaterError } from '../errors/updater-error.ts';
import type { OutgoingMessage } from './message.ts';
import { requestAttributes, type PushRequest } from './push-request.ts';
import { isOwnTopic, type Settings } from '../settings.ts';
import { printable } from '../text/printable.ts';
import { topicName, type Topic } from '../names/topic.ts';

/** Both names as attributes have them: {@link attributeName}. */
export interface ClusterTask {
  /** What reports call the cluster; the entry's name where it is unknown which clusters the entry stands for. */
  readonly cluster: string;
  /** The name of the entry that it was found by. */
  readonly entry: string;
  /**
   * Of an entry's name: all clusters that could be read have tasks of their own, and this one waits until the entry can
   * be read in full.
   */
  readonly remainder?: boolean;
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

/**
 * The message of a task of the event in `delivery`, with the topic that brought the event first and with what the event
 * asks for.
 */
export function clusterTaskMessage(
  { cluster, entry, remainder }: ClusterTask,
  { data, publishedAt, id }: Pick<Delivery, 'data' | 'publishedAt' | 'id'>,
  topic: Topic | undefined,
  requested: PushRequest = {},
): OutgoingMessage {
  return {
    data: new TextEncoder().encode(data),
    attributes: {
      [CLUSTER_ATTRIBUTE]: cluster,
      [ENTRY_ATTRIBUTE]: entry,
      ...(remainder === true && { [REMAINDER_ATTRIBUTE]: 'true' }),
      [PUBLISHED_AT_ATTRIBUTE]: String(publishedAt),
      [PUSH_ID_ATTRIBUTE]: id,
      ...(topic === undefined ? {} : { [TOPIC_ATTRIBUTE]: topicName(topic) }),
      ...requestAttributes(requested),
    },
  };
}

/** The attributes without those that make a message a cluster task. */
export function withoutClusterTask(attributes: Attributes): Attributes {
  const {
    [CLUSTER_ATTRIBUTE]: _cluster,
    [ENTRY_ATTRIBUTE]: _entry,
    [REMAINDER_ATTRIBUTE]: _remainder,
    ...others
  } = attributes;
  return others;
}

/**
 * The task that a message is; undefined for a message that is none. What names no topic is on none of the updater's.
 * Throws an UpdaterError `WrongShape` for a task without a name.
 */
export function readClusterTask(
  { topic, attributes }: Pick<Delivery, 'topic' | 'attributes'>,
  settings: Pick<Settings, 'ownTopics'>,
): ClusterTask | undefined {
  const { [CLUSTER_ATTRIBUTE]: cluster, [ENTRY_ATTRIBUTE]: entry = cluster } = attributes;
  if (cluster === undefined || entry === undefined) return undefined;
  if (topic === undefined || !isOwnTopic(topic, settings)) return undefined;
  if (cluster === '') throw unnamedTask(attributes);
  const isRemainder = attributes[REMAINDER_ATTRIBUTE] === 'true';
  return {
    cluster: attributeName(cluster),
    entry: attributeName(entry),
    ...(isRemainder && { remainder: true }),
  };
}

function unnamedTask(attributes: Attributes): UpdaterError {
  const names = printable(Object.keys(attributes).join(', '));
  return new UpdaterError(
    'WrongShape',
    `expected a name in the attribute \`${CLUSTER_ATTRIBUTE}\`, got none among the attributes ${names}`,
  );
}
