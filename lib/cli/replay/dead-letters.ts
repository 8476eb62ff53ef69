/** `replay --dead-letters`: reads the settings of the subscription, drains it, and reports what remains in it. */
import { toUpdaterError, type UpdaterError } from '../../core/errors/updater-error.ts';
import type { Subscription, Topic } from '../../core/names/topic.ts';
import type { Clock } from '../../async/clock.ts';
import type { Puller } from '../../pubsub/puller.ts';
import { pushSubscriptionError } from '../../pubsub/consumer/push-subscription-error.ts';
import { deadLetterPlanner, type PlannerOptions } from '../../replay/dead-letter-origin.ts';
import { drain, type DrainResult } from '../../replay/drain.ts';
import type { Replay } from '../../replay/publish-planned.ts';

export interface DeadLetterReplay extends Replay, PlannerOptions {
  readonly subscription: Subscription;
  readonly discardMalformed: boolean;
  readonly puller: Puller;
  readonly clock: Clock;
}

// The maximum for which the library extends a lease.
const MAX_LEASE_MS = 3_600_000;

/** Throws an UpdaterError if the subscription cannot be pulled. */
export async function replayDeadLetters(replay: DeadLetterReplay): Promise<DrainResult> {
  const { subscription, puller } = replay;
  const { topic, unseen } = await topicToPull(replay);
  return drain({
    ...replay,
    plan: deadLetterPlanner(replay, unseen ?? topic),
    open: (events) => puller.pull({ ...events, subscription, topic, maxLeaseMs: MAX_LEASE_MS }),
  });
}

interface PulledTopic {
  readonly topic: Topic;
  /** Why it is not the topic of the subscription. */
  readonly unseen?: UpdaterError;
}

/** The topic of the subscription. If the account may not read it and `--to` names a topic, that topic. */
async function topicToPull({ subscription, puller, to, signal }: DeadLetterReplay): Promise<PulledTopic> {
  try {
    const { topic, pushEndpoint } = await puller.describe(subscription, signal);
    if (pushEndpoint === undefined) return { topic };
    throw pushSubscriptionError(subscription, topic, pushEndpoint);
  } catch (thrown) {
    const fault = toUpdaterError(thrown);
    if (fault.reason === 'ForbiddenToLook' && to !== undefined) return { topic: to, unseen: fault };
    throw fault;
  }
}
