/** `replay --dead-letters`: the subscription is looked at, drained, and what is left in it is said. */
import type { DecodeSettings } from '../core/decode.ts';
import type { PulledMessage } from '../core/delivery.ts';
import { asFault, Fault } from '../core/fault.ts';
import { printable } from '../core/text.ts';
import { subscriptionName, topicName, type Subscription, type Topic } from '../core/topic.ts';
import type { Clock } from '../kubernetes/http/clock.ts';
import type { Puller } from '../pubsub/puller.ts';
import { diedOn, planDeadLetter } from '../replay/dead-letter.ts';
import { drain, type Drained } from '../replay/drain.ts';
import type { Planned } from '../replay/outcome.ts';
import type { Replay } from '../replay/publish-planned.ts';

export interface DeadLetterReplay extends Replay {
  readonly subscription: Subscription;
  readonly to?: Topic;
  readonly settings: DecodeSettings;
  readonly now: boolean;
  readonly discardMalformed: boolean;
  readonly puller: Puller;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

// The longest that the library extends a lease for.
const MAX_LEASE_MS = 3_600_000;

/** Throws a Fault where the subscription cannot be pulled from. */
export async function replayDeadLetters(replay: DeadLetterReplay): Promise<Drained> {
  const { subscription, puller } = replay;
  const topic = await topicToPull(replay);
  return drain({
    ...replay,
    plan: planner(replay),
    open: (events) => puller.pull({ ...events, subscription, topic, maxLeaseMs: MAX_LEASE_MS }),
  });
}

/** The topic for dead letters. Where it may not be known, and nothing hangs on it, the one they all go to. */
async function topicToPull({ subscription, puller, to, signal }: DeadLetterReplay): Promise<Topic> {
  try {
    const { topic, pushEndpoint } = await puller.describe(subscription, signal);
    if (pushEndpoint === undefined) return topic;
    throw pushes(subscription, topic, pushEndpoint);
  } catch (thrown) {
    const fault = asFault(thrown);
    if (fault.reason === 'ForbiddenToLook' && to !== undefined) return to;
    throw fault;
  }
}

function pushes(subscription: Subscription, topic: Topic, endpoint: string): Fault {
  return new Fault(
    'PushSubscription',
    `${subscriptionName(subscription)} pushes to ${printable(endpoint)}, a subscription to pull from was expected`,
    {
      terms: {
        SUBSCRIPTION: subscription.subscription,
        PROJECT: subscription.project,
        TOPIC: topicName(topic),
      },
    },
  );
}

/** Asks for the topic of each subscription once. */
function planner({
  to,
  settings,
  now,
  puller,
  signal,
}: DeadLetterReplay): (message: PulledMessage) => Promise<Planned> {
  const topics = new Map<string, Promise<Topic | Fault>>();
  const topicOf = (subscription: Subscription): Promise<Topic | Fault> => {
    const name = subscriptionName(subscription);
    const topic =
      topics.get(name) ?? puller.describe(subscription, signal).then((facts) => facts.topic, asFault);
    topics.set(name, topic);
    return topic;
  };
  return async (message) => {
    const found = await originOf(message, topicOf);
    const origin = found instanceof Fault ? undefined : found;
    const topic = to ?? origin ?? message.topic;
    const planned = planDeadLetter(message, { origin, topic, settings, now });
    return to === undefined && found instanceof Fault && 'topic' in planned
      ? { result: 'failed', subject: planned.subject, fault: found }
      : planned;
  };
}

async function originOf(
  message: PulledMessage,
  topicOf: (subscription: Subscription) => Promise<Topic | Fault>,
): Promise<Topic | Fault> {
  try {
    return await topicOf(diedOn(message));
  } catch (thrown) {
    return asFault(thrown);
  }
}
