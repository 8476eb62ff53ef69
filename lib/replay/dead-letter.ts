/**
 * A dead letter: the message as it was, with attributes in which Pub/Sub says on which subscription it died, and when
 * it was published first. It goes back to the topic of that subscription where that is our own, and else to our topic for
 * replays: its first time counts on topics of our own alone.
 */
import { parseSubscription } from '../config/pubsub-schema.ts';
import { firstTopic } from '../core/event/topic-trust.ts';
import { decodePush, type DecodeSettings } from '../core/event/decode.ts';
import { type Delivery } from '../core/event/delivery.ts';
import { readPulled, type PulledMessage } from '../core/event/shapes/pulled.ts';
import { asFault, Fault } from '../core/errors/fault.ts';
import { imageOf } from '../core/event/push.ts';
import { isOwnTopic } from '../core/settings.ts';
import { withoutClusterTask } from '../core/event/cluster-task-message.ts';
import { sketch } from '../core/text/printable.ts';
import { isSameTopic, topicName, type Subscription, type Topic } from '../core/names/topic.ts';
import type { Planned, Subject } from './outcome.ts';
import { losesTime, movedAttributes, NO_TIME, replayedAttributes } from './outgoing.ts';
import { subjectOf } from './plan-event.ts';

const SUBSCRIPTION = 'CloudPubSubDeadLetterSourceSubscription';
const PROJECT = 'CloudPubSubDeadLetterSourceSubscriptionProject';

/** Where it died. Throws a Fault `NoDestination` for a message that does not say so. */
export function diedOn({ attributes }: Pick<PulledMessage, 'attributes'>): Subscription {
  const { [PROJECT]: project, [SUBSCRIPTION]: name } = attributes;
  const said =
    name === undefined || project === undefined ? undefined : `projects/${project}/subscriptions/${name}`;
  const parsed = said === undefined ? undefined : parseSubscription(said);
  if (parsed !== undefined && 'value' in parsed) return parsed.value;
  throw new Fault(
    'NoDestination',
    `expected a subscription in \`${SUBSCRIPTION}\` and \`${PROJECT}\`, got ${sketch(said)}`,
  );
}

export interface DeadLetterPlan {
  /** The topic that brought it before it died, or why that cannot be told. */
  readonly origin: Topic | Fault;
  /** Where it goes instead of to its origin. */
  readonly to?: Topic;
  /** Where it goes instead of to an origin that is not our own, on which its first time would not count. */
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
  let subject: Subject = { message: message.id };
  try {
    const delivery = readPulled(origin instanceof Fault ? message : { ...message, topic: origin }, NO_TIME, {
      ...settings,
      trusted: 'dead letter time',
    });
    subject = { ...subject, ...subjectOf(delivery) };
    const decoded = decodePush(delivery, settings);
    const image = 'push' in decoded ? { image: imageOf(decoded.push) } : {};
    const way = wayOf(delivery, plan);
    if (way instanceof Fault) return { result: 'failed', subject: { ...subject, ...image }, fault: way };
    const { topic, attributes } = way;
    return { subject: { ...subject, ...image }, topic, message: { data: message.data, attributes } };
  } catch (thrown) {
    return { result: 'malformed', subject, fault: asFault(thrown) };
  }
}

interface Way {
  readonly topic: Topic;
  readonly attributes: Delivery['attributes'];
}

/** Where it can go without being lost, and without being believed more than where it was. */
function wayOf(delivery: Delivery, { origin, to, replay, settings, now }: DeadLetterPlan): Way | Fault {
  const attributes = replayedAttributes(delivery, now);
  if (origin instanceof Fault) {
    if (to === undefined) return origin;
    if (isOwnTopic(to, settings)) return unbelievable(origin, to);
    return losesTime(to, attributes, settings) ?? heeded({ topic: to, attributes }, delivery, settings);
  }
  const isTimely = now || isOwnTopic(origin, settings);
  const topic = to ?? (isTimely ? origin : (replay ?? origin));
  const lost = losesTime(topic, attributes, settings);
  if (lost !== undefined) return lost;
  if (isSameTopic(origin, topic)) return { topic, attributes };
  const moved = movedAttributes(attributes, firstTopic(delivery, settings));
  // On the topic of others it was no share, whatever it said.
  const believed = isOwnTopic(origin, settings) ? moved : withoutClusterTask(moved);
  return heeded({ topic, attributes: believed }, delivery, settings);
}

/** On a topic of our own a message may say where it is from, or else speak of all images. */
function unbelievable({ reason, message, terms }: Fault, to: Topic): Fault {
  const text = `${message}; ${topicName(to)} would believe it all the same: look at it, and publish it by hand`;
  return new Fault(reason, text, { terms });
}

/** What is ignored there would be acknowledged, and lost. */
function heeded(way: Way, delivery: Delivery, settings: DecodeSettings): Way | Fault {
  const decoded = decodePush({ ...delivery, ...way }, settings);
  if ('push' in decoded || decoded.reason !== 'ForeignRepository') return way;
  return new Fault(
    'NoDestination',
    `${topicName(way.topic)} would lose it, for it is ignored there: ${decoded.detail}`,
  );
}
