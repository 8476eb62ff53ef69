/** The fault of a subscription that pushes, where one is to be pulled from. */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { subscriptionName, topicName, type Subscription, type Topic } from '../../core/names/topic.ts';
import { printable } from '../../core/text/printable.ts';

/** `PushSubscription`, with the names for the command that makes one to pull from. */
export function pushSubscriptionError(
  subscription: Subscription,
  topic: Topic,
  endpoint: string,
): UpdaterError {
  const { project, subscription: name } = subscription;
  // gcloud takes short names with `--project`; a topic elsewhere needs its long one.
  const TOPIC = topic.project === project ? topic.topic : topicName(topic);
  return new UpdaterError(
    'PushSubscription',
    `expected a subscription to pull from, got ${subscriptionName(subscription)}, which pushes to ${printable(endpoint)}`,
    { terms: { PROJECT: project, SUBSCRIPTION: name, TOPIC } },
  );
}
