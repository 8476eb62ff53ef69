/**
 * A dead letter: the message as it was, with attributes in which Pub/Sub says on which subscription it died, and when
 * it was published first. It goes back to the topic of that subscription.
 */
import { parseSubscription } from '../config/pubsub-schema.ts';
import { decodePush, firstTopic, type DecodeSettings } from '../core/decode.ts';
import { readPulled, type PulledMessage } from '../core/delivery.ts';
import { asFault, Fault } from '../core/fault.ts';
import { sketch } from '../core/text.ts';
import { isSameTopic, type Subscription, type Topic } from '../core/topic.ts';
import type { Planned, Subject } from './outcome.ts';
import { movedAttributes, NO_TIME, replayedAttributes } from './outgoing.ts';
import { imageOf, subjectOf } from './plan-event.ts';

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
    `a subscription was expected in \`${SUBSCRIPTION}\` and \`${PROJECT}\`, ${sketch(said)} came`,
  );
}

export interface DeadLetterPlan {
  /** The topic that brought it before it died; without it, what it says of its first topic is all that is known. */
  readonly origin: Topic | undefined;
  /** The topic it goes to. */
  readonly topic: Topic;
  readonly settings: DecodeSettings;
  readonly now: boolean;
}

/**
 * The same bytes again. What the function would ignore goes back as well: that is for the function to say, and
 * acknowledges it. What nobody can read is malformed: it would only die again.
 */
export function planDeadLetter(message: PulledMessage, plan: DeadLetterPlan): Planned {
  const { origin, topic, settings, now } = plan;
  let subject: Subject = { message: message.id };
  try {
    const delivery = readPulled({ ...message, topic: origin ?? topic }, NO_TIME);
    subject = { ...subject, ...subjectOf(delivery) };
    const decoded = decodePush(delivery, settings);
    const image = 'push' in decoded ? { image: imageOf(decoded.push) } : {};
    const kept = replayedAttributes(delivery, now);
    const attributes =
      origin === undefined || isSameTopic(origin, topic)
        ? kept
        : movedAttributes(kept, firstTopic(delivery, settings));
    return { subject: { ...subject, ...image }, topic, message: { data: message.data, attributes } };
  } catch (thrown) {
    return { result: 'malformed', subject, fault: asFault(thrown) };
  }
}
