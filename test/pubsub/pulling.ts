/** A puller of a server on loopback, and what it hands over. */
import type { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { openPuller, type LeasedMessage, type Puller, type PullStream } from '../../lib/pubsub/puller.ts';
import { withPubSub, type PubSubServer } from '../support/pubsub-server.ts';
import { until } from '../support/until.ts';

export const SUBSCRIPTION = { project: 'p', subscription: 'updater' };
export const TOPIC = { project: 'p', topic: 'gcr' };
export interface Stage {
  readonly server: PubSubServer;
  readonly puller: Puller;
  readonly pulling: PullStream;
  readonly taken: readonly LeasedMessage[];
  readonly ends: readonly UpdaterError[];
}

/** Uses a puller of a server, and closes it. */
export function withPuller<T>(use: (puller: Puller, server: PubSubServer) => Promise<T>): Promise<T> {
  return withPubSub(async (server) => {
    const puller = openPuller(server.environment);
    try {
      return await use(puller, server);
    } finally {
      await puller.close();
    }
  });
}

/** Pulls, with a stream open. */
export function whilePulling<T>(use: (stage: Stage) => Promise<T>, maxMessages = 10): Promise<T> {
  return withPuller(async (puller, server) => {
    const taken: LeasedMessage[] = [];
    const ends: UpdaterError[] = [];
    const pulling = await puller.pull({
      subscription: SUBSCRIPTION,
      topic: TOPIC,
      maxMessages,
      maxLeaseMs: 60_000,
      onMessage: (leased) => taken.push(leased),
      onEnd: (fault) => ends.push(fault),
    });
    await until(() => server.streams.length > 0);
    return use({ server, puller, pulling, taken, ends });
  });
}

/** Of the messages that were handed over. */
export function ids(taken: readonly LeasedMessage[]): string[] {
  return taken.map(({ message }) => message.id);
}

/** How many messages were leased: each is more than once, as chance has it. */
export function leases({ deadlines }: PubSubServer): number {
  return new Set(deadlines.map(({ ackId }) => ackId)).size;
}
