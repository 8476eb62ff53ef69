/** A publisher on a Pub/Sub on loopback. */
import type { OutgoingMessage, Published } from '../../lib/core/event/message.ts';
import type { RetryTimes } from '../../lib/pubsub/lazy-client.ts';
import { openPublisher, type Publisher } from '../../lib/pubsub/publisher.ts';
import { withPubSub, type PubSubServer } from '../support/pubsub-server.ts';

export const TOPIC = { project: 'example.com:p', topic: 'gcr' };
export const { signal } = new AbortController();

export function message(text: string, attributes: Readonly<Record<string, string>> = {}): OutgoingMessage {
  return { data: Buffer.from(text), attributes };
}

export function messages(count: number): OutgoingMessage[] {
  return Array.from({ length: count }, (_, index) => message(`m${index}`));
}

export function reasons(published: readonly Published[]): string[] {
  return published.map((each) => ('fault' in each ? each.fault.reason : each.id));
}

/** Uses a publisher to a server, and closes it. */
export function publishing<T>(
  use: (publisher: Publisher, server: PubSubServer) => Promise<T>,
  patience: Partial<RetryTimes> = {},
): Promise<T> {
  return withPubSub((server) =>
    closing(openPublisher(server.environment, patience), (it) => use(it, server)),
  );
}

export async function closing<T>(
  publisher: Publisher,
  use: (publisher: Publisher) => Promise<T>,
): Promise<T> {
  try {
    return await use(publisher);
  } finally {
    await publisher.close();
  }
}
