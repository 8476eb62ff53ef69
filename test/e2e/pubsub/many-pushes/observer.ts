/** Sees every message of some topics, by subscriptions of its own: when Pub/Sub published it, and what was in it. */
import type { Pulled, Rest } from '../rest.ts';
import { messageKey } from './lossy-proxy.ts';

export interface Observed extends Omit<Pulled, 'ackId'> {
  /** `projects/P/topics/T`. */
  readonly topic: string;
  /** Of the topic and the id. */
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
}

export interface Observer {
  /** What was published by now; how many messages are new. */
  readonly look: () => Promise<number>;
  readonly messages: (topic: string) => readonly Observed[];
}

/** Sees what is published from now on. */
export async function observe(rest: Rest, topics: readonly string[]): Promise<Observer> {
  const seen = new Map<string, Map<string, Observed>>();
  const subscriptionOf = (topic: string): string =>
    `${topic.replace('/topics/', '/subscriptions/')}-observer`;
  for (const topic of topics) {
    await rest.createSubscription({ name: subscriptionOf(topic), topic, ackDeadlineSeconds: 60 });
    seen.set(topic, new Map());
  }
  const take = async (topic: string): Promise<number> => {
    const pulled = await rest.pull(subscriptionOf(topic));
    const ackIds = pulled.map(({ ackId }) => ackId);
    if (ackIds.length > 0) await rest.acknowledge(subscriptionOf(topic), ackIds);
    const known = seen.get(topic) ?? new Map<string, Observed>();
    const before = known.size;
    for (const { ackId: _, ...message } of pulled) known.set(message.id, observed(topic, message));
    const fresh = known.size - before;
    return ackIds.length === 0 ? fresh : fresh + (await take(topic));
  };
  return {
    look: async () => {
      const counts = await Promise.all(topics.map(take));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    messages: (topic) => [...(seen.get(topic)?.values() ?? [])],
  };
}

function observed(topic: string, message: Omit<Pulled, 'ackId'>): Observed {
  return {
    ...message,
    topic,
    key: messageKey(topic, message.id),
    publishedAt: Date.parse(message.publishTime),
  };
}
