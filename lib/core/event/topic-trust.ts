/** What the topic of a delivery permits, and how deliveries without a topic are handled. */
import { UpdaterError } from '../errors/updater-error.ts';
import { topicName, requireTopic, type Topic } from '../names/topic.ts';
import { isOwnTopic, type Settings } from '../settings.ts';
import { CLUSTER_ATTRIBUTE, TOPIC_ATTRIBUTE } from './attributes.ts';
import type { Delivery } from './delivery.ts';

type OnTopic = Pick<Delivery, 'topic' | 'attributes'>;

/**
 * The original topic of a push. Only a message on an own topic may name it; on any other topic the attribute could be forged.
 * Undefined for a message that a person published on an own topic. Throws an UpdaterError `WrongShape` for an invalid name on
 * an own topic.
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
 * Requires a message to name its topic, unless the configuration allows otherwise. Throws a transient UpdaterError
 * `UnnamedTopic`, so that nothing is lost until the address of the subscription is fixed. A cluster task has to name its topic
 * in any case: as a task it would be trusted, and as an event it would be fanned out endlessly. A call of the HTTP API has no
 * topic; its caller is authorized.
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
 * Rejects a cluster task on a topic that is not an own topic. Throws a transient UpdaterError `NotOwnTopic`: the task was
 * published when the configuration named that topic, or was sent to the wrong address. Ignoring it would lose it, and as a new
 * event it would be fanned out endlessly.
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
