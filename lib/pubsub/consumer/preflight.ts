/** What can be pulled from, looked at before anything is: which topic each subscription is of, and what it lacks. */
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

/** Something that works all the same, and what makes it better: commands, each on a line that can be pasted. */
export interface PreflightAdvice {
  readonly message: string;
  readonly commands: readonly string[];
}

/** One subscription: what is pulled, or why it cannot be. */
export type PreflightResult =
  | { readonly source: PulledSubscription; readonly advice: readonly PreflightAdvice[] }
  | { readonly fault: UpdaterError };

/** Looks at one. `topic` stands for what we may not see. */
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
          message: `${subscriptionName(subscription)} has no retry policy: what fails is held here for a while, and while everything that may be leased is held nothing else is pulled.`,
          commands: [updating(subscription, '--min-retry-delay 10s --max-retry-delay 600s')],
        },
  (subscription, { deadLetterTopic }) =>
    deadLetterTopic !== undefined
      ? undefined
      : {
          message: `${subscriptionName(subscription)} has no dead-letter topic: what fails for good comes again until Pub/Sub drops it.`,
          commands: deadLettering(subscription),
        },
];

function updating({ project, subscription }: Subscription, flags: string): string {
  return `gcloud pubsub subscriptions update ${subscription} --project ${project} ${flags}`;
}

const DEAD_LETTERS = 'image-updater-dead-letters';

/**
 * A topic alone is not enough: what no subscription of it keeps is lost, and Pub/Sub itself, by its service agent, has
 * to be let publish there and acknowledge here (https://cloud.google.com/pubsub/docs/dead-letter-topics).
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
    message: `${subscriptionName(subscription)} is of ${topicName(topic)}: that counts, and --topic does not.`,
    commands: [],
  };
}

function unseen(subscription: Subscription): PreflightAdvice {
  return {
    message: `The settings of ${subscriptionName(subscription)} may not be looked at: it is taken for one without a retry policy, of the topic that was named.`,
    commands: [],
  };
}
