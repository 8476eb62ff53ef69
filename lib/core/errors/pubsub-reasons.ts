/** Errors of Pub/Sub, and of the settings of topics and subscriptions. */
import type { ReasonList } from './reason-text.ts';

export const PUBSUB_REASONS = {
  // A message that is published.
  NoDestination: {
    kind: 'failed',
    message:
      'No topic is known to which the message can be published: it would be ignored there, or trusted more than before.',
    remedy: 'Check the message. Name another topic with `--to`, or publish it manually.',
  },
  NotPublishable: {
    kind: 'failed',
    message: 'Pub/Sub does not accept this message.',
    remedy:
      'A message needs data or attributes, at most 10 MB in total, with at most 100 attributes, 256 bytes for each name and 1,024 for each value.',
  },
  // How Pub/Sub delivers messages.
  PushSubscription: {
    kind: 'failed',
    message: 'The subscription is a push subscription and cannot be pulled.',
    remedy: 'Create a pull subscription on the same topic.',
    command: {
      text: 'gcloud pubsub subscriptions create {SUBSCRIPTION}-pull --project {PROJECT} --topic {TOPIC} --ack-deadline 60 --min-retry-delay 10s --max-retry-delay 600s --expiration-period never',
      needs: ['SUBSCRIPTION', 'PROJECT', 'TOPIC'],
    },
  },
  NoMetadata: {
    kind: 'transient',
    message: 'The subscription unwraps messages and sends neither message id nor publish time.',
    remedy: 'Remove the payload unwrapping of {SUBSCRIPTION}, or add `--push-no-wrapper-write-metadata`.',
    command: {
      text: 'gcloud pubsub subscriptions update {SUBSCRIPTION} --project {PROJECT} --clear-push-no-wrapper-config',
      needs: ['SUBSCRIPTION', 'PROJECT'],
    },
  },
  UnnamedTopic: {
    kind: 'transient',
    message: 'The event does not name its topic, so it is unknown which images it may update.',
    remedy:
      'Push to an address that ends in `/projects/{PROJECT}/topics/{TOPIC}`, or set `unnamedTopics: allow`: such events may then update any repository.',
  },
  NotOwnTopic: {
    kind: 'transient',
    message: 'A cluster task was delivered by a topic that is not an own topic of the updater.',
    remedy:
      'Set `fanOut` to `projects/{PROJECT}/topics/{TOPIC}` until the remaining cluster tasks are processed.',
  },
  // A topic or a subscription.
  NoTopic: {
    kind: 'transient',
    message: 'The Pub/Sub topic does not exist.',
    remedy: 'Correct its name, or create it.',
    command: {
      text: 'gcloud pubsub topics create {TOPIC} --project {PROJECT}',
      needs: ['TOPIC', 'PROJECT'],
    },
  },
  NoSubscription: {
    kind: 'transient',
    message: 'The Pub/Sub subscription does not exist.',
    remedy: 'Correct the name of {SUBSCRIPTION}. The command lists the existing subscriptions.',
    command: {
      text: 'gcloud pubsub subscriptions list --project {PROJECT}',
      needs: ['PROJECT'],
    },
  },
  ForbiddenToPublish: {
    kind: 'transient',
    message: 'IAM does not allow the identity to publish to the topic.',
    remedy: 'Allow {MEMBER} to publish to {TOPIC}.',
    command: {
      text: 'gcloud pubsub topics add-iam-policy-binding {TOPIC} --project {PROJECT} --member {MEMBER} --role roles/pubsub.publisher',
      needs: ['TOPIC', 'PROJECT', 'MEMBER'],
    },
  },
  ForbiddenToPull: {
    kind: 'transient',
    message: 'IAM does not allow the identity to pull the subscription.',
    remedy: 'Allow {MEMBER} to pull {SUBSCRIPTION}.',
    command: {
      text: 'gcloud pubsub subscriptions add-iam-policy-binding {SUBSCRIPTION} --project {PROJECT} --member {MEMBER} --role roles/pubsub.subscriber',
      needs: ['SUBSCRIPTION', 'PROJECT', 'MEMBER'],
    },
  },
  ForbiddenToLook: {
    kind: 'transient',
    message: 'IAM does not allow the identity to read the settings of the subscription.',
    remedy: 'Allow {MEMBER} to view {SUBSCRIPTION}, or name the topic with `--topic` (`replay`: `--to`).',
    command: {
      text: 'gcloud pubsub subscriptions add-iam-policy-binding {SUBSCRIPTION} --project {PROJECT} --member {MEMBER} --role roles/pubsub.viewer',
      needs: ['SUBSCRIPTION', 'PROJECT', 'MEMBER'],
    },
  },
} as const satisfies ReasonList;
