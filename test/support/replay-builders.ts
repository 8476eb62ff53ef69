import type { PulledMessage } from '../../lib/core/event/shapes/pulled.ts';
import { DEAD_LETTER_TIME_ATTRIBUTE } from '../../lib/core/event/attributes.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { OutgoingMessage, Publish, Published } from '../../lib/core/event/message.ts';
import { topicName, type Subscription, type Topic } from '../../lib/core/names/topic.ts';
import type { LeasedMessage, Puller, PullOptions, SubscriptionFacts } from '../../lib/pubsub/puller.ts';

export const GCR: Topic = { project: 'p', topic: 'gcr' };
export const REPLAY: Topic = { project: 'own', topic: 'replay' };
export const LETTERS: Topic = { project: 'own', topic: 'letters' };
/** Without aliases, with the topic for replays alone. */
export const SETTINGS = { aliases: [], repositories: [], ignoreTags: [], ownTopics: [REPLAY] };
export const TAG = 'us-docker.pkg.dev/p/r/app:1';
export const EVENT = JSON.stringify({ action: 'INSERT', tag: TAG });
export const TIME = Date.parse('2026-01-01T00:00:00Z');

export interface Sent {
  readonly topic: string;
  readonly message: OutgoingMessage;
}

/** Takes every message that `refuse` names no fault for. */
export function memoryPublisher(
  refuse: (message: OutgoingMessage, topic: Topic) => UpdaterError | undefined = () => undefined,
): { readonly publish: Publish; readonly sent: readonly Sent[] } {
  const sent: Sent[] = [];
  const take = (topic: Topic, message: OutgoingMessage): Published => {
    const fault = refuse(message, topic);
    if (fault !== undefined) return { fault };
    sent.push({ topic: topicName(topic), message });
    return { id: `new-${sent.length}` };
  };
  return {
    sent,
    publish: async (topic, messages) => messages.map((message) => take(topic, message)),
  };
}

/** A dead letter that died on the subscription `images` of the project `p`. */
export function deadLetter(id: string, changes: Partial<PulledMessage> = {}): PulledMessage {
  return {
    id,
    data: Buffer.from(EVENT),
    publishTime: '2026-02-02T00:00:00Z',
    attempt: 0,
    subscription: 'projects/own/subscriptions/letters',
    topic: LETTERS,
    ...changes,
    attributes: {
      CloudPubSubDeadLetterSourceSubscription: 'images',
      CloudPubSubDeadLetterSourceSubscriptionProject: 'p',
      CloudPubSubDeadLetterSourceDeliveryCount: '5',
      [DEAD_LETTER_TIME_ATTRIBUTE]: '2026-01-01T00:00:00Z',
      ...changes.attributes,
    },
  };
}

export interface MemoryPuller extends Puller {
  readonly acked: string[];
  readonly nacked: string[];
  readonly described: string[];
}

const SUBSCRIPTIONS: Readonly<Record<string, SubscriptionFacts>> = {
  images: { topic: GCR, deadLetterTopic: LETTERS, backsOff: true },
  letters: { topic: LETTERS, backsOff: false },
  // No letter of the topic `letters` can have died here.
  others: { topic: GCR, backsOff: true },
};

/** Delivers the messages when it is pulled from; `then` may do more with the stream. */
export function memoryPuller(
  messages: readonly PulledMessage[],
  then: (options: PullOptions, deliver: (message: PulledMessage) => void) => void = () => undefined,
): MemoryPuller {
  const [acked, nacked, described]: [string[], string[], string[]] = [[], [], []];
  const leased = (message: PulledMessage): LeasedMessage => ({
    message,
    ack: () => void acked.push(message.id),
    nack: () => void nacked.push(message.id),
  });
  return {
    acked,
    nacked,
    described,
    describe: async ({ subscription }: Subscription) => {
      described.push(subscription);
      const facts = SUBSCRIPTIONS[subscription];
      if (facts === undefined) throw new UpdaterError('NoSubscription', `there is no ${subscription}`);
      return facts;
    },
    pull: async (options) => {
      const deliver = (message: PulledMessage): void => options.onMessage(leased(message));
      messages.forEach(deliver);
      then(options, deliver);
      return { stop: async () => undefined };
    },
    close: async () => undefined,
  };
}
