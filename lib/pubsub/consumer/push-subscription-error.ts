/** The error of a push subscription that was given as a pull subscription. */
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { subscriptionName, topicName, type Subscription, type Topic } from '../../core/names/topic.ts';
import { printable } from '../../core/text/printable.ts';

/** `PushSubscription`, with the terms of the command that creates a pull subscription. */
export function pushSubscriptionError(
  subscription: Subscription,
  topic: Topic,
  endpoint: string,
): UpdaterError {
  const { project, subscription: name } = subscription;
  // gcloud accepts short names with `--project`; a topic of another project needs its full name.
  const TOPIC = topic.project === project ? topic.topic : topicName(topic);
  return new UpdaterError(
    'PushSubscription',
    `expected a pull subscription, got ${subscriptionName(subscription)}, which pushes to ${printable(endpoint)}`,
    { terms: { PROJECT: project, SUBSCRIPTION: name, TOPIC } },
  );
}
