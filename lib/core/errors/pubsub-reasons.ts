/** What Pub/Sub refuses, and topics and subscriptions that do not fit. */
import type { ReasonList } from './reason-text.ts';

export const PUBSUB_REASONS = {
  // A message that is published.
  NoDestination: {
    kind: 'failed',
    message:
      'No topic is known that the message could go to without being lost, or trusted more than it may be.',
    remedy: 'Check the message; name another topic with `--to`, or publish it by hand.',
  },
  NotPublishable: {
    kind: 'failed',
    message: 'Pub/Sub does not accept this message.',
    remedy:
      'Send data or attributes, at most 10 MB together: up to 100 attributes, names of 256 bytes, values of 1,024.',
  },
  // How Pub/Sub delivers messages.
  PushSubscription: {
    kind: 'failed',
    message: 'The subscription pushes to an endpoint: nothing can be pulled from it.',
    remedy: 'Make a subscription of its own that is pulled, on the same topic.',
    command: {
      text: 'gcloud pubsub subscriptions create {SUBSCRIPTION}-pull --project {PROJECT} --topic {TOPIC} --ack-deadline 60 --min-retry-delay 10s --max-retry-delay 600s --expiration-period never',
      needs: ['SUBSCRIPTION', 'PROJECT', 'TOPIC'],
    },
  },
  NoMetadata: {
    kind: 'transient',
    message: 'The subscription unwraps messages and sends neither id nor time.',
    remedy: 'Let {SUBSCRIPTION} wrap its messages, or have `--push-no-wrapper-write-metadata` too.',
    command: {
      text: 'gcloud pubsub subscriptions update {SUBSCRIPTION} --project {PROJECT} --clear-push-no-wrapper-config',
      needs: ['SUBSCRIPTION', 'PROJECT'],
    },
  },
  UnnamedTopic: {
    kind: 'transient',
    message: 'The event names no topic, so it is unknown which images it may update.',
    remedy:
      'Push to an address that ends in `/projects/{PROJECT}/topics/{TOPIC}`; or set `unnamedTopics: allow`, which lets such events update any repository.',
  },
  NotOwnTopic: {
    kind: 'transient',
    message: 'A cluster task was delivered by a topic that the configuration does not name as its own.',
    remedy: 'Set `fanOut` to `projects/{PROJECT}/topics/{TOPIC}` until the waiting cluster tasks are done.',
  },
  // What Pub/Sub says of a topic or a subscription.
  NoTopic: {
    kind: 'transient',
    message: 'There is no such Pub/Sub topic.',
    remedy: 'Correct its name, or make it.',
    command: {
      text: 'gcloud pubsub topics create {TOPIC} --project {PROJECT}',
      needs: ['TOPIC', 'PROJECT'],
    },
  },
  NoSubscription: {
    kind: 'transient',
    message: 'There is no such Pub/Sub subscription.',
    remedy: 'Correct the name of {SUBSCRIPTION}; the command shows which there are.',
    command: {
      text: 'gcloud pubsub subscriptions list --project {PROJECT}',
      needs: ['PROJECT'],
    },
  },
  ForbiddenToPublish: {
    kind: 'transient',
    message: 'IAM does not let the identity publish to the topic.',
    remedy: 'Let {MEMBER} publish to {TOPIC}.',
    command: {
      text: 'gcloud pubsub topics add-iam-policy-binding {TOPIC} --project {PROJECT} --member {MEMBER} --role roles/pubsub.publisher',
      needs: ['TOPIC', 'PROJECT', 'MEMBER'],
    },
  },
  ForbiddenToPull: {
    kind: 'transient',
    message: 'IAM does not let the identity pull from the subscription.',
    remedy: 'Let {MEMBER} pull from {SUBSCRIPTION}.',
    command: {
      text: 'gcloud pubsub subscriptions add-iam-policy-binding {SUBSCRIPTION} --project {PROJECT} --member {MEMBER} --role roles/pubsub.subscriber',
      needs: ['SUBSCRIPTION', 'PROJECT', 'MEMBER'],
    },
  },
  ForbiddenToLook: {
    kind: 'transient',
    message: 'IAM does not let the identity read the settings of the subscription.',
    remedy: 'Let {MEMBER} view {SUBSCRIPTION}, or name the topic yourself.',
    command: {
      text: 'gcloud pubsub subscriptions add-iam-policy-binding {SUBSCRIPTION} --project {PROJECT} --member {MEMBER} --role roles/pubsub.viewer',
      needs: ['SUBSCRIPTION', 'PROJECT', 'MEMBER'],
    },
  },
} as const satisfies ReasonList;
