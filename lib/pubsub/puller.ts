/** Pulling by Google's library: streaming pull, flow control, leases that are extended while a message is worked on. */
import type { PulledMessage } from '../core/delivery.ts';
import type { Environment } from '../core/environment.ts';
import { Fault } from '../core/fault.ts';
import type { Subscription, Topic } from '../core/topic.ts';

/** A message that we have leased. One of both is called, once. */
export interface Leased {
  readonly message: PulledMessage;
  readonly ack: () => void;
  /** Gives it back: Pub/Sub delivers it again, by its retry policy where the subscription has one. */
  readonly nack: () => void;
}

/** What matters of a subscription's settings. */
export interface SubscriptionFacts {
  readonly topic: Topic;
  /** Where it pushes to; nothing can be pulled then. */
  readonly pushEndpoint?: string;
  /** Whether what is given back comes again only after a while. */
  readonly backsOff: boolean;
  /** Where a message goes after its last attempt. */
  readonly deadLetterTopic?: Topic;
}

export interface PullOptions {
  readonly subscription: Subscription;
  /** For the messages; from {@link Puller.describe}, or named by the user. */
  readonly topic: Topic;
  /** How many messages are leased at once, at most. */
  readonly maxMessages: number;
  /** For how long leases are extended, in milliseconds. */
  readonly maxLeaseMs: number;
  readonly onMessage: (leased: Leased) => void;
  /** The stream has ended for good: no such subscription, no right. Called at most once. */
  readonly onEnd: (fault: Fault) => void;
}

/** A stream of messages. */
export interface Pulling {
  /** Takes no more messages, and sends the acks of those that are answered by then. */
  readonly stop: () => Promise<void>;
}

export interface Puller {
  /** @throws Fault `NoSubscription`, `ForbiddenToLook`, … */
  readonly describe: (subscription: Subscription, signal: AbortSignal) => Promise<SubscriptionFacts>;
  readonly pull: (options: PullOptions) => Promise<Pulling>;
  readonly close: () => Promise<void>;
}

/** Nothing is loaded or sent before the first call. */
export function openPuller(_environment: Environment): Puller {
  const fault = new Fault('Unexpected', 'not built yet');
  return {
    describe: () => Promise.reject(fault),
    pull: () => Promise.reject(fault),
    close: () => Promise.resolve(),
  };
}
