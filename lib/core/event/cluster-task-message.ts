/**
 * A share: one cluster's part of an event, as a message of its own on the fan-out topic. It holds the registry event as
 * it came, with the time, the id and the topic of the push in attributes, so that a share says what the event said:
 *
 *     data        {"action": "INSERT", "digest": "…", "tag": "…"}
 *     attributes  image-updater-cluster, image-updater-entry, image-updater-published-at, image-updater-push-id,
 *                 image-updater-topic (where the event names its topic),
 *                 image-updater-rest (`true`, where an entry could be seen in part, on the share for the rest),
 *                 image-updater-ignore-limit, image-updater-unpinned (`true`, where the event came with them on a topic
 *                 of our own)
 *
 * On a topic of our own a message is a share by its attribute image-updater-cluster, whichever function it reaches: one
 * that was shared out again would never end. On the topic of a registry that attribute means nothing.
 */
import {
  CLUSTER_ATTRIBUTE,
  ENTRY_ATTRIBUTE,
  PUBLISHED_AT_ATTRIBUTE,
  PUSH_ID_ATTRIBUTE,
  REST_ATTRIBUTE,
  TOPIC_ATTRIBUTE,
  type Delivery,
} from './delivery.ts';
import { Fault } from '../errors/fault.ts';
import type { OutgoingMessage } from './message.ts';
import { requestAttributes, type PushRequest } from './push-request.ts';
import { isOwnTopic, type Settings } from '../settings.ts';
import { printable } from '../text/printable.ts';
import { topicName, type Topic } from '../names/topic.ts';

/** Both names as attributes have them: {@link attributeName}. */
export interface Share {
  /** What reports call the cluster; the entry's name where it could not be told which clusters it stands for. */
  readonly cluster: string;
  /** The name of the entry that it was found by. */
  readonly entry: string;
  /**
   * Of an entry's name: all that was seen of the entry has shares of its own, and this one waits until the entry can be
   * seen in full.
   */
  readonly rest?: boolean;
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
 * The message that brings a share of what `delivery` brought, from the topic that brought it first, with what the delivery
 * asks for and may.
 */
export function shareMessage(
  { cluster, entry, rest }: Share,
  { data, publishedAt, id }: Pick<Delivery, 'data' | 'publishedAt' | 'id'>,
  topic: Topic | undefined,
  requested: PushRequest = {},
): OutgoingMessage {
  return {
    data: new TextEncoder().encode(data),
    attributes: {
      [CLUSTER_ATTRIBUTE]: cluster,
      [ENTRY_ATTRIBUTE]: entry,
      ...(rest === true && { [REST_ATTRIBUTE]: 'true' }),
      [PUBLISHED_AT_ATTRIBUTE]: String(publishedAt),
      [PUSH_ID_ATTRIBUTE]: id,
      ...(topic === undefined ? {} : { [TOPIC_ATTRIBUTE]: topicName(topic) }),
      ...requestAttributes(requested),
    },
  };
}

/** Whether a message is to be taken for a share, wherever it arrives. What names no topic is on none of ours. */
export function isShare(
  { topic, attributes }: Pick<Delivery, 'topic' | 'attributes'>,
  settings: Pick<Settings, 'ownTopics'>,
): boolean {
  return topic !== undefined && isOwnTopic(topic, settings) && attributes[CLUSTER_ATTRIBUTE] !== undefined;
}

/**
 * That an event names its topic, where the configuration does not allow it to name none. Throws a transient Fault
 * `UnnamedTopic` else: nothing is lost until the address is fixed. What says that it is a share has to name its topic
 * in any case: taken for a share it would be trusted, and taken for an event it would be shared out without end.
 */
export function requireNamedTopic(
  { topic, attributes }: Pick<Delivery, 'topic' | 'attributes'>,
  { unnamedTopics }: Pick<Settings, 'unnamedTopics'>,
): void {
  if (topic !== undefined) return;
  if (attributes[CLUSTER_ATTRIBUTE] !== undefined) throw unnamed('of a share');
  if (unnamedTopics === 'reject') throw unnamed('of an event');
}

function unnamed(of: string): Fault {
  return new Fault(
    'UnnamedTopic',
    `expected projects/PROJECT/topics/TOPIC in the address ${of}, got no topic`,
  );
}

/** The attributes without those that make a message a share. */
export function withoutShare(attributes: Delivery['attributes']): Delivery['attributes'] {
  const {
    [CLUSTER_ATTRIBUTE]: _cluster,
    [ENTRY_ATTRIBUTE]: _entry,
    [REST_ATTRIBUTE]: _rest,
    ...rest
  } = attributes;
  return rest;
}

/**
 * That a share came on a topic of our own. Throws a transient Fault `NotOurTopic` else, or `UnnamedTopic`: it waits from
 * the time when the topic was ours, and nobody else would do it.
 */
export function requireOurTopic(
  { topic, attributes }: Pick<Delivery, 'topic' | 'attributes'>,
  settings: Pick<Settings, 'ownTopics'>,
): void {
  if (attributes[CLUSTER_ATTRIBUTE] === undefined) return;
  if (topic === undefined) throw unnamed('of a share');
  if (isOwnTopic(topic, settings)) return;
  throw new Fault('NotOurTopic', `expected a topic of our own, got ${topicName(topic)}`, {
    terms: { PROJECT: topic.project, TOPIC: topic.topic },
  });
}

/** Whose share a message is. Throws a Fault `WrongShape` for a message that is none. */
export function shareIn({ attributes }: Pick<Delivery, 'attributes'>): Share {
  const { [CLUSTER_ATTRIBUTE]: cluster = '', [ENTRY_ATTRIBUTE]: entry = cluster } = attributes;
  const rest = attributes[REST_ATTRIBUTE] === 'true';
  if (cluster !== '')
    return { cluster: attributeName(cluster), entry: attributeName(entry), ...(rest && { rest }) };
  const came = Object.keys(attributes).join(', ');
  throw new Fault(
    'WrongShape',
    `expected a name in the attribute \`${CLUSTER_ATTRIBUTE}\`, got the attributes ${printable(came) || 'none'}`,
  );
}
