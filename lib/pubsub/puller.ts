/** Pulling by Google's library: streaming pull, flow control, leases that are extended while a message is worked on. */
import type { Environment } from '../core/environment.ts';
import type { Subscription } from '../core/names/topic.ts';
import { lazyClient, type Patience } from './client.ts';
import { describeSubscription, type SubscriptionFacts } from './describe.ts';
import { openPulling, type OpenPulling, type Pulling, type PullOptions } from './pull.ts';

export type { SubscriptionFacts } from './describe.ts';
export type { Leased, Pulling, PullOptions } from './pull.ts';

export interface Puller {
  /** @throws Fault `NoSubscription`, `ForbiddenToLook`, … */
  readonly describe: (subscription: Subscription, signal: AbortSignal) => Promise<SubscriptionFacts>;
  /** @throws Fault `NoGoogleCredentials`, … */
  readonly pull: (options: PullOptions) => Promise<Pulling>;
  /** Gives back what is not answered, and lets connections go. */
  readonly close: () => Promise<void>;
}

/** Nothing is loaded or sent before the first call. `PUBSUB_EMULATOR_HOST` is heeded as by all of Google's tools. */
export function openPuller(environment: Environment, patience: Partial<Patience> = {}): Puller {
  const client = lazyClient(environment, patience);
  const open = new Set<OpenPulling>();
  return {
    describe: (subscription, signal) => describeSubscription(client, subscription, signal),
    pull: async (options) => {
      const pulling = await openPulling(client, options);
      open.add(pulling);
      return pulling;
    },
    close: async () => {
      await Promise.all([...open].map((pulling) => pulling.abandon()));
      await client.close();
    },
  };
}
