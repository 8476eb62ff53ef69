/** `subscribe` in this process, on a Pub/Sub in memory. */
import { runSubscribe, type SubscribeOptions } from '../../../lib/cli/subscribe/run-subscribe.ts';
import type { UpdaterError } from '../../../lib/core/errors/updater-error.ts';
import { WALL_CLOCK } from '../../../lib/async/clock.ts';
import type { SubscriptionFacts } from '../../../lib/pubsub/puller.ts';
import { fakePuller, type FakePuller } from '../../support/fake-puller.ts';
import { GOOD } from '../../support/consumer-builders.ts';
import { run, type Run } from '../../support/cli-in-process.ts';

export const NAME = 'projects/shop/subscriptions/pull';
export const OPTIONS: SubscribeOptions = { concurrency: 2, drainSeconds: 5 };
export const CLUSTERS = "clusters: [{ name: a, server: 'http://127.0.0.1:1' }]\n";

interface Given {
  readonly names?: readonly string[];
  readonly options?: Partial<SubscribeOptions>;
  readonly config?: string;
  readonly pubsub?: FakePuller;
  /** While it runs; when this ends, SIGTERM comes. */
  readonly during?: () => Promise<void>;
}

/** Runs the command on a Pub/Sub in memory. */
export function running({ names = [NAME], options = {}, config = CLUSTERS, ...given }: Given): Promise<Run> {
  const pubsub = given.pubsub ?? fakePuller({ clock: WALL_CLOCK, facts: { [NAME]: GOOD } });
  const stop = new AbortController();
  const environment = { IMAGE_UPDATER_CONFIG: config };
  const { during } = given;
  if (during !== undefined) void during().finally(() => stop.abort());
  return run(
    (context) => runSubscribe(names, { ...OPTIONS, ...options }, context, { openPuller: () => pubsub }),
    {
      environment,
      signal: stop.signal,
    },
  );
}

export function looking(found: SubscriptionFacts | UpdaterError): FakePuller {
  return fakePuller({ clock: WALL_CLOCK, facts: { [NAME]: found } });
}
