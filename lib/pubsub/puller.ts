/** Pulls with Google's library: streaming pull, flow control, leases that are extended while a message is processed. */
import type { Environment } from '../core/environment.ts';
import type { Subscription } from '../core/names/topic.ts';
import { lazyClient, type RetryTimes } from './lazy-client.ts';
import { describeSubscription, type SubscriptionFacts } from './describe-subscription.ts';
import { openPullStream, type OpenPullStream, type PullStream, type PullOptions } from './pull-stream.ts';

export type { SubscriptionFacts } from './describe-subscription.ts';
export type { LeasedMessage, PullStream, PullOptions } from './pull-stream.ts';

export interface Puller {
  /** @throws UpdaterError `NoSubscription`, `ForbiddenToLook`, … */
  readonly describe: (subscription: Subscription, signal: AbortSignal) => Promise<SubscriptionFacts>;
  /** @throws UpdaterError `NoGoogleCredentials`, … */
  readonly pull: (options: PullOptions) => Promise<PullStream>;
  /** Nacks unanswered messages, and closes connections. */
  readonly close: () => Promise<void>;
}

/** Loads and sends nothing before the first call. `PUBSUB_EMULATOR_HOST` is honoured, like in all of Google's tools. */
export function openPuller(environment: Environment, patience: Partial<RetryTimes> = {}): Puller {
  const client = lazyClient(environment, patience);
  const open = new Set<OpenPullStream>();
  return {
    describe: (subscription, signal) => describeSubscription(client, subscription, signal),
    pull: async (options) => {
      const pulling = await openPullStream(client, options);
      open.add(pulling);
      return pulling;
    },
    close: async () => {
      await Promise.all([...open].map((pulling) => pulling.abandon()));
      await client.close();
    },
  };
}
