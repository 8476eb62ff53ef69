/** Publishes with Google's library, which is loaded for the first message, because its import costs more than a scan. */
import type { PubSub, Topic as Queue } from '@google-cloud/pubsub';
import type { Environment } from '../core/environment.ts';
import { toUpdaterError, UpdaterError } from '../core/errors/updater-error.ts';
import type { OutgoingMessage, Publish, Published } from '../core/event/message.ts';
import { memoize } from '../async/memoize.ts';
import { topicName, type Topic } from '../core/names/topic.ts';
import { lazyClient, type AcquiredClient, type LazyClient, type RetryTimes } from './lazy-client.ts';
import { publishOperation } from './pubsub-error.ts';
import { validateMessage } from './validate-message.ts';

export interface Publisher {
  readonly publish: Publish;
  /** Closes connections, after messages in flight are published. */
  readonly close: () => Promise<void>;
}

// A request may have 1,000 messages and 10 MB, including overhead.
const BATCHING = { maxMessages: 1_000, maxBytes: 8_000_000 };

/**
 * Loads and sends nothing before the first message. `PUBSUB_EMULATOR_HOST` is honoured, like by all of Google's tools. The
 * library retries temporary errors for up to a minute, so that the restart of a server loses nothing; the signal ends the
 * retries. An aborted message may have been published.
 */
export function openPublisher(environment: Environment, patience: Partial<RetryTimes> = {}): Publisher {
  const client = lazyClient(environment, patience);
  const running = new Set<Promise<unknown>>();
  return {
    publish: (topic, messages, signal) => {
      const work = publishAll(client, topic, messages, signal);
      running.add(work);
      return work.finally(() => running.delete(work));
    },
    close: async () => {
      await Promise.all(running);
      await client.close();
    },
  };
}

async function publishAll(
  client: LazyClient,
  topic: Topic,
  messages: readonly OutgoingMessage[],
  signal: AbortSignal,
): Promise<readonly Published[]> {
  if (messages.length === 0) return [];
  let acquired: AcquiredClient;
  try {
    acquired = await client.acquire(publishOperation(topic), signal);
  } catch (thrown) {
    const published = { fault: toUpdaterError(thrown) };
    return messages.map(() => published);
  }
  try {
    const queue = createQueue(acquired.pubsub, topic, { ...client.call, signal });
    return await enqueueAll(queue, messages, (thrown) => acquired.faultOf(thrown, signal));
  } finally {
    acquired.release();
  }
}

function enqueueAll(
  queue: Queue,
  messages: readonly OutgoingMessage[],
  faultOf: (thrown: unknown) => Promise<UpdaterError>,
): Promise<readonly Published[]> {
  // All messages of a request fail with one error.
  const fault = memoize(faultOf);
  const accepted = messages.map((message) => accept(queue, message));
  // Flushes the batch instead of waiting for its timer. An error here is also the error of each message.
  queue.flush().catch(() => undefined);
  const idOf = (id: string): Published => ({ id });
  return Promise.all(
    accepted.map((id) => id.then(idOf, async (thrown: unknown) => ({ fault: await fault(thrown) }))),
  );
}

/** A queue for each call: it waits for all its messages, and one signal ends its requests. */
function createQueue(pubsub: PubSub, topic: Topic, gaxOpts: LazyClient['call']): Queue {
  return pubsub.topic(topicName(topic), { batching: BATCHING, gaxOpts });
}

/** The id of a published message. */
async function accept(queue: Queue, message: OutgoingMessage): Promise<string> {
  validateMessage(message);
  const { buffer, byteOffset, byteLength } = message.data;
  const data = Buffer.from(buffer, byteOffset, byteLength);
  const id: unknown = await queue.publishMessage({ data, attributes: { ...message.attributes } });
  if (typeof id === 'string' && id !== '') return id;
  throw new UpdaterError('UnexpectedAnswer', `expected an id for each message of ${queue.name}, got none`);
}
