/** A stream of messages, with the library's streaming pull. */
import type { Message, Subscription as Stream } from '@google-cloud/pubsub';
import type { PulledMessage } from '../core/event/shapes/pulled.ts';
import type { UpdaterError } from '../core/errors/updater-error.ts';
import { subscriptionName, type Subscription, type Topic } from '../core/names/topic.ts';
import type { PubSubClient, LazyClient } from './lazy-client.ts';
import { pullOperation } from './pubsub-error.ts';
import { createFlowControl } from './flow-control.ts';

/** A leased message. Either function is called, once. */
export interface LeasedMessage {
  readonly message: PulledMessage;
  readonly ack: () => void;
  /** Nacks it: Pub/Sub redelivers it, after the delay of the retry policy if the subscription has one. */
  readonly nack: () => void;
}

export interface PullOptions {
  readonly subscription: Subscription;
  /** The topic of the messages, from the settings of the subscription or from the user. */
  readonly topic: Topic;
  /** The maximum number of leased messages. */
  readonly maxMessages: number;
  /** The maximum for which leases are extended, in milliseconds. */
  readonly maxLeaseMs: number;
  readonly onMessage: (leased: LeasedMessage) => void;
  /** The stream has ended permanently: no such subscription, or no permission. Called at most once, and not after a stop. */
  readonly onEnd: (fault: UpdaterError) => void;
}

/** A stream of messages. */
export interface PullStream {
  /**
   * Pulls no more messages. Fulfilled when all messages are answered and the answers are sent, or when their leases have
   * expired; until then leases are extended. Messages that were not handed over are nacked.
   */
  readonly stop: () => Promise<void>;
}

/** A stream that can be aborted too. */
export interface OpenPullStream extends PullStream {
  /** Stops, and nacks all unanswered messages. */
  readonly abandon: () => Promise<void>;
}

/** Time limit of the first token, and of the identity after the end of the stream. */
const ASKING_MS = 15_000;

/** @throws UpdaterError without credentials; errors of Pub/Sub are passed to `onEnd`. */
export async function openPullStream(client: LazyClient, options: PullOptions): Promise<OpenPullStream> {
  const { maxMessages, maxLeaseMs, onMessage, onEnd, subscription } = options;
  const acquired = await client.acquire(pullOperation(subscription), AbortSignal.timeout(ASKING_MS));
  const stream = createStream(acquired, options, client.call);
  const isOver = ({ received }: Message): boolean => Date.now() - received >= maxLeaseMs;
  const intake = createFlowControl<Message>({ maxMessages, isOver }, (message, answers) =>
    onMessage({ message: pulledMessage(message, options), ...answers }),
  );
  const closed = Promise.withResolvers<void>();
  let over = false;
  const stop = (): Promise<void> => {
    over = true;
    intake.stop();
    void stream.close();
    return closed.promise;
  };
  const end = async (thrown: unknown): Promise<void> => {
    if (over) return;
    void stop();
    onEnd(await acquired.faultOf(thrown, AbortSignal.timeout(ASKING_MS)));
  };
  stream
    .on('error', (error: unknown) => void end(error))
    .on('close', () => closed.resolve())
    .once('close', acquired.release)
    // This call opens the stream.
    .on('message', (message: Message) => intake.take(message));
  return {
    stop,
    abandon: () => {
      intake.abandon();
      return stop();
    },
  };
}

function createStream(
  { library, pubsub }: PubSubClient,
  { subscription, maxMessages, maxLeaseMs }: PullOptions,
  callOptions: LazyClient['call'],
): Stream {
  const { Duration, SubscriptionCloseBehaviors } = library;
  return pubsub.subscription(subscriptionName(subscription), {
    flowControl: { maxMessages },
    // Each stream would lease that number.
    streamingOptions: { maxStreams: 1, retryMaxBackoff: Duration.from({ seconds: 10 }) },
    maxExtensionTime: Duration.from({ milliseconds: maxLeaseMs }),
    // By default the library nacks messages in flight.
    closeOptions: { behavior: SubscriptionCloseBehaviors.WaitForProcessing },
    batching: { callOptions },
  });
}

function pulledMessage(message: Message, { subscription, topic }: PullOptions): PulledMessage {
  const { data, attributes, id, publishTime, deliveryAttempt: attempt } = message;
  return {
    data,
    attributes,
    id,
    publishTime: publishTime.toISOString(),
    attempt,
    subscription: subscriptionName(subscription),
    topic,
  };
}
