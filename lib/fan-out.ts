/**
 * Fan-out: `imagePushed` publishes one share for each cluster, and `updateCluster` does one (`handle-share.ts`). Each is retried and
 * dead-lettered alone: a broken cluster repeats nothing in the others. Both ways end in the same state.
 */
import { firstTopic } from './core/decode.ts';
import type { Delivery } from './core/delivery.ts';
import type { Settings } from './core/settings.ts';
import { shareMessage, type Share } from './core/share.ts';
import type { ClusterSource } from './kubernetes/cluster.ts';
import { BUDGETS, budgetOf } from './kubernetes/http/budget.ts';
import type { Budget } from './kubernetes/http/retry.ts';
import { slots } from './kubernetes/slots.ts';
import type { FanOut, Updater } from './updater.ts';

/**
 * The shares of an event at this moment: one for each cluster that an entry stands for, also for one that cannot be
 * worked on now, and one for an entry of which that cannot be told in full. Finding out is the share's affair then.
 */
export async function sharesOf(
  { sources, budgets = BUDGETS, atOnce }: Updater,
  signal: AbortSignal,
): Promise<readonly Share[]> {
  const inTurn = slots(atOnce?.clusters, atOnce?.patienceMs);
  const event = budgetOf(budgets.event, { signal });
  const shares = await Promise.all(
    sources.map(async (source) => {
      const names = await inTurn(() => namesIn(source, budgetOf(budgets.cluster, event)));
      return names.map((cluster) => ({ cluster, entry: source.name }));
    }),
  );
  return shares.flat();
}

async function namesIn(source: ClusterSource, budget: Budget): Promise<readonly string[]> {
  try {
    const { clusters, missing } = await source.find(budget);
    return [...new Set([...clusters, ...missing].map(({ name }) => name))];
  } catch {
    return [source.name];
  }
}

/** Publishes all shares. Throws the first Fault where one was not taken: the event is redelivered as a whole. */
export async function publishShares(
  shares: readonly Share[],
  delivery: Delivery,
  settings: Settings,
  { topic, publish }: FanOut,
  signal: AbortSignal,
): Promise<void> {
  const first = firstTopic(delivery, settings);
  const messages = shares.map((share) => shareMessage(share, delivery, first));
  for (const published of await publish(topic, messages, signal)) {
    if ('fault' in published) throw published.fault;
  }
}
