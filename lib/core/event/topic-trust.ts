/** What the topic of a delivery says about it, and what happens where it names none. */
import { UpdaterError } from '../errors/updater-error.ts';
import { topicName, requireTopic, type Topic } from '../names/topic.ts';
import { isOwnTopic, type Settings } from '../settings.ts';
import { CLUSTER_ATTRIBUTE, TOPIC_ATTRIBUTE } from './attributes.ts';
import type { Delivery } from './delivery.ts';

type OnTopic = Pick<Delivery, 'topic' | 'attributes'>;

/**
 * The topic that brought the push first. A message on one of the updater's own topics may name it; one on any other topic
 * could only claim to be from elsewhere. Undefined for what a person published on a topic of the updater. Throws an UpdaterError
 * `WrongShape` where a topic of the updater brings a name that is none.
 */
export function firstTopic(
  { topic, attributes }: OnTopic,
  settings: Pick<Settings, 'ownTopics'>,
): Topic | undefined {
  if (topic === undefined || !isOwnTopic(topic, settings)) return topic;
  const named = attributes[TOPIC_ATTRIBUTE];
  return named === undefined ? undefined : requireTopic(named);
}

/**
 * Requires a message to name its topic, unless the configuration allows it to name none. Throws a transient UpdaterError
 * `UnnamedTopic`: nothing is lost until the address of the subscription is fixed. What claims to be a cluster task has to
 * name its topic in any case: taken for a task it would be trusted, and taken for an event it would be fanned out without
 * end. A call of the HTTP API has no topic: its caller is authorized.
 */
export function requireNamedTopic(
  { shape, topic, attributes }: OnTopic & Pick<Delivery, 'shape'>,
  { unnamedTopics }: Pick<Settings, 'unnamedTopics'>,
): void {
  if (topic !== undefined || shape === 'api') return;
  if (attributes[CLUSTER_ATTRIBUTE] !== undefined) throw unnamed('a cluster task');
  if (unnamedTopics === 'reject') throw unnamed('an event');
}

/**
 * Rejects what claims to be a cluster task and comes on a topic that is not the updater's. Throws a transient
 * UpdaterError `NotOwnTopic`: it is from the time when the configuration named the topic, or came to the wrong address.
 * Ignored it would be lost, and taken for a new event it would be fanned out again, without end.
 */
export function rejectStrayTask({ topic, attributes }: OnTopic, settings: Pick<Settings, 'ownTopics'>): void {
  if (topic === undefined || attributes[CLUSTER_ATTRIBUTE] === undefined || isOwnTopic(topic, settings))
    return;
  throw new UpdaterError('NotOwnTopic', `expected a topic of the configuration, got ${topicName(topic)}`, {
    terms: { PROJECT: topic.project, TOPIC: topic.topic },
  });
}

function unnamed(what: string): UpdaterError {
  return new UpdaterError(
    'UnnamedTopic',
    `expected projects/PROJECT/topics/TOPIC in the address of ${what}, got no topic`,
  );
}
