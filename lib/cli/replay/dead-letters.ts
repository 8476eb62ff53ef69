/** `replay --dead-letters`: the subscription is looked at, drained, and what is left in it is said. */
import type { DecodeSettings } from '../../core/event/decode-push.ts';
import type { PulledMessage } from '../../core/event/shapes/pulled.ts';
import { toUpdaterError, UpdaterError } from '../../core/errors/updater-error.ts';
import { printable } from '../../core/text/printable.ts';
import {
  isSameTopic,
  subscriptionName,
  topicName,
  type Subscription,
  type Topic,
} from '../../core/names/topic.ts';
import type { Clock } from '../../async/clock.ts';
import type { Puller, SubscriptionFacts } from '../../pubsub/puller.ts';
import { sourceSubscription, planDeadLetter } from '../../replay/dead-letter.ts';
import { drain, type DrainResult } from '../../replay/drain.ts';
import type { Planned } from '../../replay/replay-outcome.ts';
import type { Replay } from '../../replay/publish-planned.ts';

export interface DeadLetterReplay extends Replay {
  readonly subscription: Subscription;
  readonly to?: Topic;
  /** Our topic for replays, where the configuration names one. */
  readonly replay?: Topic | undefined;
  readonly settings: DecodeSettings;
  readonly now: boolean;
  readonly discardMalformed: boolean;
  readonly puller: Puller;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

// The longest that the library extends a lease for.
const MAX_LEASE_MS = 3_600_000;

/** Throws an UpdaterError where the subscription cannot be pulled from. */
export async function replayDeadLetters(replay: DeadLetterReplay): Promise<DrainResult> {
  const { subscription, puller } = replay;
  const { topic, unseen } = await topicToPull(replay);
  return drain({
    ...replay,
    plan: planner(replay, unseen ?? topic),
    open: (events) => puller.pull({ ...events, subscription, topic, maxLeaseMs: MAX_LEASE_MS }),
  });
}

interface PulledTopic {
  readonly topic: Topic;
  /** Why it is not that of the subscription. */
  readonly unseen?: UpdaterError;
}

/** The topic for dead letters. Where it may not be seen and another one is named for them, that one. */
async function topicToPull({ subscription, puller, to, signal }: DeadLetterReplay): Promise<PulledTopic> {
  try {
    const { topic, pushEndpoint } = await puller.describe(subscription, signal);
    if (pushEndpoint === undefined) return { topic };
    throw pushSubscriptionError(subscription, topic, pushEndpoint);
  } catch (thrown) {
    const fault = toUpdaterError(thrown);
    if (fault.reason === 'ForbiddenToLook' && to !== undefined) return { topic: to, unseen: fault };
    throw fault;
  }
}

function pushSubscriptionError(subscription: Subscription, topic: Topic, endpoint: string): UpdaterError {
  return new UpdaterError(
    'PushSubscription',
    `expected a subscription to pull from, got ${subscriptionName(subscription)}, which pushes to ${printable(endpoint)}`,
    {
      terms: {
        SUBSCRIPTION: subscription.subscription,
        PROJECT: subscription.project,
        TOPIC: topicName(topic),
      },
    },
  );
}

/** Asks for each subscription once. */
function planner(
  { to, replay, settings, now, puller, signal }: DeadLetterReplay,
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
