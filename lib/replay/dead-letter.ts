/**
 * A dead letter: the original message, with attributes in which Pub/Sub names the subscription that dead-lettered it and the
 * original publish time. It returns to the topic of that subscription if that is an own topic of the updater, else it goes to
 * the replay topic, because the original time is honoured only on own topics.
 */
import { parseSubscription } from '../config/pubsub-schema.ts';
import { firstTopic } from '../core/event/topic-trust.ts';
import { decodePush, type DecodeSettings } from '../core/event/decode-push.ts';
import { type Delivery } from '../core/event/delivery.ts';
import { readPulled, type PulledMessage } from '../core/event/shapes/pulled.ts';
import { toUpdaterError, UpdaterError } from '../core/errors/updater-error.ts';
import { formatImage } from '../core/event/push.ts';
import { isOwnTopic } from '../core/settings.ts';
import { withoutClusterTask } from '../core/event/cluster-task-message.ts';
import { describeValue } from '../core/text/printable.ts';
import { isSameTopic, topicName, type Subscription, type Topic } from '../core/names/topic.ts';
import type { Planned, ReplaySubject } from './replay-outcome.ts';
import { lostTimeError, attributesForOtherTopic, NO_TIME, replayedAttributes } from './replay-attributes.ts';
import { deliverySubject } from './plan-event.ts';

const SUBSCRIPTION = 'CloudPubSubDeadLetterSourceSubscription';
const PROJECT = 'CloudPubSubDeadLetterSourceSubscriptionProject';

/** The subscription that dead-lettered it. Throws an UpdaterError `NoDestination` if the message does not name it. */
export function sourceSubscription({ attributes }: Pick<PulledMessage, 'attributes'>): Subscription {
  const { [PROJECT]: project, [SUBSCRIPTION]: name } = attributes;
  const said =
    name === undefined || project === undefined ? undefined : `projects/${project}/subscriptions/${name}`;
  const parsed = said === undefined ? undefined : parseSubscription(said);
  if (parsed !== undefined && 'value' in parsed) return parsed.value;
  throw new UpdaterError(
    'NoDestination',
    `expected a subscription in \`${SUBSCRIPTION}\` and \`${PROJECT}\`, got ${describeValue(said)}`,
  );
}

export interface DeadLetterPlan {
  /** Its original topic, or why that is unknown. */
  readonly origin: Topic | UpdaterError;
  /** The topic of `--to`, which replaces the original topic. */
  readonly to?: Topic;
  /** The replay topic, for messages whose original topic is not an own topic, because their original time would be ignored there. */
  readonly replay?: Topic | undefined;
  readonly settings: DecodeSettings;
  readonly now: boolean;
}

/**
 * Publishes the same bytes. A message that the function would ignore returns to its original topic too, where the function
 * decides and acknowledges it. An unreadable message is malformed: it would only become a dead letter again.
 */
export function planDeadLetter(message: PulledMessage, plan: DeadLetterPlan): Planned {
  const { origin, settings } = plan;
  let subject: ReplaySubject = { message: message.id };
  try {
    const delivery = readPulled(
      origin instanceof UpdaterError ? message : { ...message, topic: origin },
      NO_TIME,
      {
        ...settings,
        trusted: 'dead letter time',
      },
    );
    subject = { ...subject, ...deliverySubject(delivery) };
    const decoded = decodePush(delivery, settings);
    const image = 'push' in decoded ? { image: formatImage(decoded.push) } : {};
    const way = findDestination(delivery, plan);
    if (way instanceof UpdaterError)
      return { result: 'failed', subject: { ...subject, ...image }, fault: way };
    const { topic, attributes } = way;
    return { subject: { ...subject, ...image }, topic, message: { data: message.data, attributes } };
  } catch (thrown) {
    return { result: 'malformed', subject, fault: toUpdaterError(thrown) };
  }
}

interface ReplayDestination {
  readonly topic: Topic;
  readonly attributes: Delivery['attributes'];
}

/** The topic to which it can be published without being lost, and without being trusted more than before. */
function findDestination(
  delivery: Delivery,
  { origin, to, replay, settings, now }: DeadLetterPlan,
): ReplayDestination | UpdaterError {
  const attributes = replayedAttributes(delivery, now);
  if (origin instanceof UpdaterError) {
    if (to === undefined) return origin;
    if (isOwnTopic(to, settings)) return untrustedError(origin, to);
    return (
      lostTimeError(to, attributes, settings) ??
      requireAccepted({ topic: to, attributes }, delivery, settings)
    );
  }
  const isTimely = now || isOwnTopic(origin, settings);
  const topic = to ?? (isTimely ? origin : (replay ?? origin));
  const lost = lostTimeError(topic, attributes, settings);
  if (lost !== undefined) return lost;
  if (isSameTopic(origin, topic)) return { topic, attributes };
  const moved = attributesForOtherTopic(attributes, firstTopic(delivery, settings));
  // On another topic it was not a cluster task, whatever its attributes say.
  const believed = isOwnTopic(origin, settings) ? moved : withoutClusterTask(moved);
  return requireAccepted({ topic, attributes: believed }, delivery, settings);
}

/** On an own topic a message may name its original topic; without it, it may update all images. */
function untrustedError({ reason, message, terms }: UpdaterError, to: Topic): UpdaterError {
  const text = `${message}; ${topicName(to)} would trust it nevertheless: check it, and publish it manually`;
  return new UpdaterError(reason, text, { terms });
}

/** A message that is ignored there would be acknowledged and lost. */
function requireAccepted(
  way: ReplayDestination,
  delivery: Delivery,
  settings: DecodeSettings,
): ReplayDestination | UpdaterError {
  const decoded = decodePush({ ...delivery, ...way }, settings);
  if ('push' in decoded || decoded.reason !== 'ForeignRepository') return way;
  return new UpdaterError(
    'NoDestination',
    `${topicName(way.topic)} would lose it, because it is ignored there: ${decoded.detail}`,
  );
}
