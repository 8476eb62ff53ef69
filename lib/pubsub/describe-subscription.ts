/** What a subscription says of itself. */
import type { protos } from '@google-cloud/pubsub';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { subscriptionName, parseTopicAddress, type Subscription, type Topic } from '../core/names/topic.ts';
import type { LazyClient } from './lazy-client.ts';
import { describeOperation } from './pubsub-error.ts';

/** What matters of a subscription's settings. */
export interface SubscriptionFacts {
  readonly topic: Topic;
  /** Where it pushes to; nothing can be pulled then. */
  readonly pushEndpoint?: string;
  /** Whether what is given back comes again only after a while. */
  readonly backsOff: boolean;
  /** Where a message goes after its last attempt. */
  readonly deadLetterTopic?: Topic;
}

/** @throws UpdaterError `NoSubscription`, `NoTopic` where its topic was deleted, `ForbiddenToLook`, … */
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
  // `_deleted-topic_`, where there is none any more.
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
