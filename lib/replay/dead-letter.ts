/**
 * A dead letter: the message as it was, with attributes in which Pub/Sub says on which subscription it died, and when
 * it was published first. It goes back to the topic of that subscription where that is the updater's own, and else to its topic for
 * replays: its first time counts on topics of the updater alone.
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

/** Where it died. Throws an UpdaterError `NoDestination` for a message that does not say so. */
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
  /** The topic that brought it before it died, or why that cannot be told. */
  readonly origin: Topic | UpdaterError;
  /** Where it goes instead of to its origin. */
  readonly to?: Topic;
  /** Where it goes instead of to an origin that is not the updater's own, on which its first time would not count. */
  readonly replay?: Topic | undefined;
  readonly settings: DecodeSettings;
  readonly now: boolean;
}

/**
 * The same bytes again. What the function would ignore goes back to its origin as well: that is for the function to say,
 * and acknowledges it. What nobody can read is malformed: it would only die again.
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

/** Where it can go without being lost, and without being believed more than where it was. */
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
  // On the topic of others it was no share, whatever it said.
  const believed = isOwnTopic(origin, settings) ? moved : withoutClusterTask(moved);
  return requireAccepted({ topic, attributes: believed }, delivery, settings);
}

/** On a topic of the updater a message may say where it is from, or else speak of all images. */
function untrustedError({ reason, message, terms }: UpdaterError, to: Topic): UpdaterError {
  const text = `${message}; ${topicName(to)} would believe it all the same: look at it, and publish it by hand`;
  return new UpdaterError(reason, text, { terms });
}

/** What is ignored there would be acknowledged, and lost. */
function requireAccepted(
  way: ReplayDestination,
  delivery: Delivery,
  settings: DecodeSettings,
): ReplayDestination | UpdaterError {
  const decoded = decodePush({ ...delivery, ...way }, settings);
  if ('push' in decoded || decoded.reason !== 'ForeignRepository') return way;
  return new UpdaterError(
    'NoDestination',
    `${topicName(way.topic)} would lose it, for it is ignored there: ${decoded.detail}`,
  );
}
