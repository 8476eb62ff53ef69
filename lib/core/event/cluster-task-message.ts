/**
 * A cluster task: the part of an event for one cluster, as a message of its own on the fan-out topic. It contains the
 * original registry event, with time, id and topic of the push in attributes:
 *
 *     data        {"action": "INSERT", "digest": "…", "tag": "…"}
 *     attributes  image-updater-cluster, image-updater-entry, image-updater-published-at, image-updater-push-id,
 *                 image-updater-topic (if the event names its topic),
 *                 image-updater-remainder (`true`, on the task for the part of an entry that could not be read),
 *                 image-updater-ignore-limit, image-updater-unpinned (`true`, if the event has them and its topic is one of
 *                 the updater's own topics)
 *
 * On own topics of the updater the attribute image-updater-cluster makes a message a cluster task. A task is never fanned out
 * again, which would be endless. On a registry topic that attribute is ignored.
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

/** Both names in the form of attributes: {@link attributeName}. */
export interface ClusterTask {
  /** The name of the cluster in reports; the name of the entry if its clusters are unknown. */
  readonly cluster: string;
  /** The name of the entry that contains the cluster. */
  readonly entry: string;
  /**
   * With the name of an entry: all clusters that could be read have tasks of their own, and this task waits until the entry can
   * be read completely.
   */
  readonly remainder?: boolean;
}

// https://cloud.google.com/pubsub/quotas#resource_limits, in bytes.
const MAX_ATTRIBUTE = 1024;

/**
 * The name of a cluster or an entry as an attribute: visible ASCII, because attributes of unwrapped pushes are headers, and
 * within the limit of Pub/Sub. Names are compared in this form and never converted back.
 */
export function attributeName(name: string): string {
  return name
    .toWellFormed()
    .replaceAll(/[^\x21-\x7e]+/g, encodeURIComponent)
    .slice(0, MAX_ATTRIBUTE);
}

/**
 * The message of a task of the event in `delivery`, with the original topic and the requested options of the event.
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

/** The attributes without those of a cluster task. */
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
 * The task in a message; undefined for other messages. A message without a topic is not on an own topic. Throws an
 * UpdaterError `WrongShape` for a task without a name.
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
