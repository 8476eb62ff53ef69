/** A stream of messages, by the library's streaming pull. */
import type { Message, Subscription as Stream } from '@google-cloud/pubsub';
import type { PulledMessage } from '../core/event/shapes/pulled.ts';
import type { UpdaterError } from '../core/errors/updater-error.ts';
import { subscriptionName, type Subscription, type Topic } from '../core/names/topic.ts';
import type { PubSubClient, LazyClient } from './lazy-client.ts';
import { pullOperation } from './pubsub-error.ts';
import { createFlowControl } from './flow-control.ts';

/** A leased message. One of both is called, once. */
export interface LeasedMessage {
  readonly message: PulledMessage;
  readonly ack: () => void;
  /** Gives it back: Pub/Sub delivers it again, by its retry policy where the subscription has one. */
  readonly nack: () => void;
}

export interface PullOptions {
  readonly subscription: Subscription;
  /** For the messages; from the subscription's own description, or named by the user. */
  readonly topic: Topic;
  /** How many messages are leased at once, at most. */
  readonly maxMessages: number;
  /** For how long leases are extended, in milliseconds. */
  readonly maxLeaseMs: number;
  readonly onMessage: (leased: LeasedMessage) => void;
  /** The stream has ended for good: no such subscription, no right. Called at most once, and not after a stop. */
  readonly onEnd: (fault: UpdaterError) => void;
}

/** A stream of messages. */
export interface PullStream {
  /**
   * Takes no more messages from now on. Fulfilled when all that were taken are answered, and the answers are sent, or
   * when their leases have ended: until then they are extended as before. What was not handed over is given back.
   */
  readonly stop: () => Promise<void>;
}

/** One that can be cut off too. */
export interface OpenPullStream extends PullStream {
  /** Stops, and gives back what is not answered. */
  readonly abandon: () => Promise<void>;
}

/** How long the first token may take, and the identity once the stream has ended. */
const ASKING_MS = 15_000;

/** @throws UpdaterError where there are no credentials; what Pub/Sub says comes by `onEnd`. */
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
    // This one opens it.
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
    // Each stream would lease as many.
    streamingOptions: { maxStreams: 1, retryMaxBackoff: Duration.from({ seconds: 10 }) },
    maxExtensionTime: Duration.from({ milliseconds: maxLeaseMs }),
    // Its default gives back what is being worked on.
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
