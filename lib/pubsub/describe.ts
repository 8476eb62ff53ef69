/** What a subscription says of itself. */
import type { protos } from '@google-cloud/pubsub';
import { Fault } from '../core/errors/fault.ts';
import { subscriptionName, topicIn, type Subscription, type Topic } from '../core/names/topic.ts';
import type { LazyClient } from './client.ts';
import { looking } from './pubsub-error.ts';

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

/** @throws Fault `NoSubscription`, `NoTopic` where its topic was deleted, `ForbiddenToLook`, … */
export async function describeSubscription(
  client: LazyClient,
  subscription: Subscription,
  signal: AbortSignal,
): Promise<SubscriptionFacts> {
  const asked = looking(subscription);
  const name = subscriptionName(subscription);
  try {
    const { pubsub } = await client.ready(asked, signal);
    const [settings] = await pubsub.subscription(name).getMetadata({ ...client.call, signal });
    return factsOf(settings, subscription);
  } catch (thrown) {
    throw await client.faultOf(thrown, asked, signal);
  }
}

function factsOf(
  { topic: named, pushConfig, deadLetterPolicy, retryPolicy }: protos.google.pubsub.v1.ISubscription,
  subscription: Subscription,
): SubscriptionFacts {
  // `_deleted-topic_`, where there is none any more.
  const topic = topicIn(named ?? '');
  if (topic === undefined)
    throw new Fault('NoTopic', `${subscriptionName(subscription)}: its topic was deleted`, {
      terms: { PROJECT: subscription.project },
    });
  const { pushEndpoint } = pushConfig ?? {};
  const deadLetterTopic = topicIn(deadLetterPolicy?.deadLetterTopic ?? '');
  return {
    topic,
    ...(pushEndpoint ? { pushEndpoint } : {}),
    backsOff: (retryPolicy ?? null) !== null,
    ...(deadLetterTopic === undefined ? {} : { deadLetterTopic }),
  };
}
