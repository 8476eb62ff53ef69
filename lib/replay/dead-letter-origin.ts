/**
 * The verified origin of a dead letter. The message names the subscription that dead-lettered it; only Pub/Sub knows whether
 * that subscription has this dead-letter topic.
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
 * Plans dead letters by their origin, and describes each subscription once. `letters` is the dead-letter topic, or why it
 * may not be read.
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
 * Any publisher of the dead-letter topic can forge these attributes. They are from Pub/Sub only if that subscription has
 * this dead-letter topic.
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
    `expected the dead-letter topic ${topicName(letters)} of ${name}, which the message names as its source, got ${found}`,
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
