/** Reads the settings of a subscription. */
import type { protos } from '@google-cloud/pubsub';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { subscriptionName, parseTopicAddress, type Subscription, type Topic } from '../core/names/topic.ts';
import type { LazyClient } from './lazy-client.ts';
import { describeOperation } from './pubsub-error.ts';

/** The relevant settings of a subscription. */
export interface SubscriptionFacts {
  readonly topic: Topic;
  /** The endpoint of a push subscription, which cannot be pulled. */
  readonly pushEndpoint?: string;
  /** Whether it has a retry policy, which delays the redelivery of nacked messages. */
  readonly backsOff: boolean;
  /** The dead-letter topic. */
  readonly deadLetterTopic?: Topic;
}

/** @throws UpdaterError `NoSubscription`, `NoTopic` if its topic was deleted, `ForbiddenToLook`, … */
export async function describeSubscription(
  client: LazyClient,
  subscription: Subscription,
  signal: AbortSignal,
): Promise<SubscriptionFacts> {
  const operation = describeOperation(subscription);
  const name = subscriptionName(subscription);
  const { pubsub, faultOf, release } = await client.acquire(operation, signal);
  try {
    const [settings] = await pubsub.subscription(name).getMetadata({ ...client.call, signal });
    return toFacts(settings, subscription);
  } catch (thrown) {
    throw await faultOf(thrown, signal);
  } finally {
    release();
  }
}

function toFacts(
  { topic: named, pushConfig, deadLetterPolicy, retryPolicy }: protos.google.pubsub.v1.ISubscription,
  subscription: Subscription,
): SubscriptionFacts {
  // `_deleted-topic_` if the topic was deleted.
  const topic = parseTopicAddress(named ?? '');
  if (topic === undefined)
    throw new UpdaterError('NoTopic', `${subscriptionName(subscription)}: its topic was deleted`, {
      terms: { PROJECT: subscription.project },
    });
  const { pushEndpoint } = pushConfig ?? {};
  const deadLetterTopic = parseTopicAddress(deadLetterPolicy?.deadLetterTopic ?? '');
  return {
    topic,
    ...(pushEndpoint ? { pushEndpoint } : {}),
    backsOff: (retryPolicy ?? null) !== null,
    ...(deadLetterTopic === undefined ? {} : { deadLetterTopic }),
  };
}
