/**
 * Where a dead letter came from, as far as that can be trusted: the message names the subscription that it died on, and
 * only Pub/Sub knows whether that subscription sends its dead letters here.
 */
import type { PulledMessage } from '../core/event/shapes/pulled.ts';
import { toUpdaterError, UpdaterError } from '../core/errors/updater-error.ts';
import {
  isSameTopic,
  subscriptionName,
  topicName,
  type Subscription,
  type Topic,
} from '../core/names/topic.ts';
import type { Puller, SubscriptionFacts } from '../pubsub/puller.ts';
import { planDeadLetter, sourceSubscription, type DeadLetterPlan } from './dead-letter.ts';
import type { Planned } from './replay-outcome.ts';

export interface PlannerOptions extends Omit<DeadLetterPlan, 'origin'> {
  readonly puller: Pick<Puller, 'describe'>;
  readonly signal: AbortSignal;
}

/**
 * Plans a dead letter by its origin, and asks for each subscription once. `letters` is the topic for dead letters, or why
 * it may not be seen.
 */
export function deadLetterPlanner(
  { to, replay, settings, now, puller, signal }: PlannerOptions,
  letters: Topic | UpdaterError,
): (message: PulledMessage) => Promise<Planned> {
  const origins = new Map<string, Promise<Topic | UpdaterError>>();
  const originOn = (subscription: Subscription): Promise<Topic | UpdaterError> => {
    const name = subscriptionName(subscription);
    const origin =
      origins.get(name) ??
      puller
        .describe(subscription, signal)
        .then((facts) => trustedOrigin(facts, name, letters), toUpdaterError);
    origins.set(name, origin);
    return origin;
  };
  return async (message) =>
    planDeadLetter(message, {
      origin: await findOrigin(message, originOn),
      settings,
      now,
      replay,
      ...(to === undefined ? {} : { to }),
    });
}

/**
 * Anyone who may publish to the topic for dead letters can write on a message where it died. Pub/Sub itself wrote it only
 * where that subscription sends its dead letters here.
 */
function trustedOrigin(
  { topic, deadLetterTopic }: SubscriptionFacts,
  name: string,
  letters: Topic | UpdaterError,
): Topic | UpdaterError {
  if (letters instanceof UpdaterError) return letters;
  if (deadLetterTopic !== undefined && isSameTopic(deadLetterTopic, letters)) return topic;
  const found = deadLetterTopic === undefined ? 'none' : topicName(deadLetterTopic);
  return new UpdaterError(
    'NoDestination',
    `expected the dead-letter topic ${topicName(letters)} of ${name}, on which the message says that it died, got ${found}`,
  );
}

async function findOrigin(
  message: PulledMessage,
  originOn: (subscription: Subscription) => Promise<Topic | UpdaterError>,
): Promise<Topic | UpdaterError> {
  try {
    return await originOn(sourceSubscription(message));
  } catch (thrown) {
    return toUpdaterError(thrown);
  }
}
