/** What tests of pull mode start from: messages with events in them. */
import type { LeasedMessage, SubscriptionFacts } from '../../lib/pubsub/puller.ts';
import type { PulledMessage } from '../../lib/core/event/shapes/pulled.ts';
import { digest, REPOSITORY } from './builders.ts';

export const SUBSCRIPTION = { project: 'shop', subscription: 'pull' };
export const SUBSCRIPTION_NAME = 'projects/shop/subscriptions/pull';
export const TOPIC = { project: 'shop', topic: 'gcr' };

/** The documented event of a push to this repository, as bytes. */
/** A subscription as it should be. */
export const GOOD: SubscriptionFacts = {
  topic: TOPIC,
  backsOff: true,
  deadLetterTopic: { ...TOPIC, topic: 'dead' },
};

export function eventData(repository = REPOSITORY, tag = 'v1', bits = digest(1)): Uint8Array {
  const event = { action: 'INSERT', digest: `${repository}@${bits}`, tag: `${repository}:${tag}` };
  return Buffer.from(JSON.stringify(event));
}

export function message(changes: Partial<PulledMessage> = {}): PulledMessage {
  return {
    data: eventData(),
    attributes: {},
    id: 'm1',
    publishTime: '2020-01-01T00:00:00Z',
    attempt: 0,
    subscription: SUBSCRIPTION_NAME,
    topic: TOPIC,
    ...changes,
  };
}

/** A message whose answers are noted. */
export function leased(changes: Partial<PulledMessage> = {}): LeasedMessage & { readonly answers: string[] } {
  const answers: string[] = [];
  const note = (answer: string) => () => void answers.push(answer);
  return { message: message(changes), ack: note('ack'), nack: note('nack'), answers };
}
