/** Checks subscriptions before pulling: the topic of each, and missing settings. */
import { toUpdaterError, type UpdaterError } from '../../core/errors/updater-error.ts';
import {
  isSameTopic,
  subscriptionName,
  topicName,
  type Subscription,
  type Topic,
} from '../../core/names/topic.ts';
import type { Puller, SubscriptionFacts } from '../puller.ts';
import { pushSubscriptionError } from './push-subscription-error.ts';
import type { PulledSubscription } from './pull-loop.ts';

/** A setting that works but should be improved, with shell commands that can be pasted. */
interface PreflightAdvice {
  readonly message: string;
  readonly commands: readonly string[];
}

/** The result for a subscription: its source, or why it cannot be pulled. */
export type PreflightResult =
  | { readonly source: PulledSubscription; readonly advice: readonly PreflightAdvice[] }
  | { readonly fault: UpdaterError };

/** Checks a subscription. `topic` is used if the account may not read its settings. */
export async function preflight(
  subscription: Subscription,
  topic: Topic | undefined,
  describe: Puller['describe'],
  signal: AbortSignal,
): Promise<PreflightResult> {
  try {
    return toPreflightResult(subscription, topic, await describe(subscription, signal));
  } catch (thrown) {
    const fault = toUpdaterError(thrown);
    if (fault.reason !== 'ForbiddenToLook' || topic === undefined) return { fault };
    return { source: { subscription, topic, backsOff: false }, advice: [unseen(subscription)] };
  }
}

function toPreflightResult(
  subscription: Subscription,
  named: Topic | undefined,
  facts: SubscriptionFacts,
): PreflightResult {
  const { topic, pushEndpoint, backsOff } = facts;
  if (pushEndpoint !== undefined) return { fault: pushSubscriptionError(subscription, topic, pushEndpoint) };
  const advice = ADVICE.flatMap((advise) => advise(subscription, facts) ?? []);
  const other = named === undefined || isSameTopic(named, topic) ? [] : [ofAnother(subscription, topic)];
  return { source: { subscription, topic, backsOff }, advice: [...other, ...advice] };
}

const ADVICE: readonly ((
  subscription: Subscription,
  facts: SubscriptionFacts,
) => PreflightAdvice | undefined)[] = [
  (subscription, { backsOff }) =>
    backsOff
      ? undefined
      : {
          message: `${subscriptionName(subscription)} has no retry policy. Failed messages are held for a while before they are nacked; if the maximum number of leased messages is held, nothing is pulled.`,
          commands: [updating(subscription, '--min-retry-delay 10s --max-retry-delay 600s')],
        },
  (subscription, { deadLetterTopic }) =>
    deadLetterTopic !== undefined
      ? undefined
      : {
          message: `${subscriptionName(subscription)} has no dead-letter topic. A message that always fails is redelivered until its retention ends.`,
          commands: deadLettering(subscription),
        },
];

function updating({ project, subscription }: Subscription, flags: string): string {
  return `gcloud pubsub subscriptions update ${subscription} --project ${project} ${flags}`;
}

const DEAD_LETTERS = 'image-updater-dead-letters';

/**
 * A topic is not enough: it needs a subscription that keeps the messages, and the service agent of Pub/Sub needs permissions
 * to publish to it and to acknowledge here (https://cloud.google.com/pubsub/docs/dead-letter-topics).
 */
function deadLettering(subscription: Subscription): readonly string[] {
  const { project, subscription: name } = subscription;
  const number = `$(gcloud projects describe ${project} --format='value(projectNumber)')`;
  const agent = `--member "serviceAccount:service-${number}@gcp-sa-pubsub.iam.gserviceaccount.com"`;
  const pubsub = 'gcloud pubsub';
  const at = `--project ${project}`;
  return [
    `${pubsub} topics create ${DEAD_LETTERS} ${at}`,
    `${pubsub} subscriptions create ${DEAD_LETTERS} ${at} --topic ${DEAD_LETTERS} --expiration-period never`,
    `${pubsub} topics add-iam-policy-binding ${DEAD_LETTERS} ${at} ${agent} --role roles/pubsub.publisher`,
    `${pubsub} subscriptions add-iam-policy-binding ${name} ${at} ${agent} --role roles/pubsub.subscriber`,
    updating(subscription, `--dead-letter-topic ${DEAD_LETTERS} --max-delivery-attempts 30`),
  ];
}

function ofAnother(subscription: Subscription, topic: Topic): PreflightAdvice {
  return {
    message: `${subscriptionName(subscription)} belongs to ${topicName(topic)}. That topic is used; --topic is ignored.`,
    commands: [],
  };
}

function unseen(subscription: Subscription): PreflightAdvice {
  return {
    message: `The account may not read the settings of ${subscriptionName(subscription)}. The topic of --topic is used, and no retry policy is assumed.`,
    commands: [],
  };
}
