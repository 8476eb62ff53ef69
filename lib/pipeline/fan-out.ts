/**
 * Fan-out: `imagePushed` publishes one share for each cluster, and `updateCluster` does one (`handle-share.ts`). Each is
 * retried and dead-lettered alone: a broken cluster repeats nothing in the others. Both ways end in the same state.
 */
import { firstTopic } from '../core/event/decode.ts';
import type { Delivery } from '../core/event/delivery.ts';
import { Fault } from '../core/errors/fault.ts';
import type { Destination, Published } from '../core/event/message.ts';
import { requestedIn } from '../core/event/push-request.ts';
import type { Settings } from '../core/settings.ts';
import { attributeName, shareMessage, type Share } from '../core/event/cluster-task-message.ts';
import type { ClusterSource, Missing } from '../kubernetes/cluster.ts';
import { BUDGETS, budgetOf } from '../async/deadline.ts';
import type { Budget } from '../async/retry.ts';
import { slots } from '../async/limiter.ts';
import type { Updater } from './context.ts';

/** How long an entry is asked which clusters it stands for, in milliseconds: those of all others wait for it. */
const LOOK_MS = 15_000;

/**
 * The shares of an event at this moment: one for each cluster that an entry stands for, also for one that cannot be
 * worked on now, and one for an entry of which that cannot be told in full. Finding out is the share's affair then, of
 * the rest alone where a part has shares of its own.
 */
export async function sharesOf(
  { sources, budgets = BUDGETS, atOnce }: Updater,
  signal: AbortSignal,
): Promise<readonly Share[]> {
  const inTurn = slots(atOnce?.clusters, atOnce?.patienceMs);
  const lookMs = Math.min(LOOK_MS, budgets.cluster);
  const shares = await Promise.all(
    sources.map((source) => inTurn(() => sharesIn(source, budgetOf(lookMs, { signal })))),
  );
  return shares.flat();
}

async function sharesIn(source: ClusterSource, budget: Budget): Promise<readonly Share[]> {
  const entry = attributeName(source.name);
  const names = await namesIn(source, budget);
  const seen = [...new Set(names.seen.map(attributeName))].map((cluster) => ({ cluster, entry }));
  if (!names.more) return seen;
  return [...seen, { cluster: entry, entry, ...(seen.length > 0 && { rest: true }) }];
}

/** The clusters that are known by name, and whether the entry stands for more. */
async function namesIn(
  source: ClusterSource,
  budget: Budget,
): Promise<{ readonly seen: readonly string[]; readonly more: boolean }> {
  try {
    const { clusters, missing } = await source.find(budget);
    const named = missing.filter((each) => !isUnseen(source, each));
    return { seen: [...clusters, ...named].map(({ name }) => name), more: named.length < missing.length };
  } catch {
    return { seen: [], more: true };
  }
}

/** Whether what is missing is no cluster but a part of the entry that could not be seen. */
function isUnseen(source: ClusterSource, { name }: Missing): boolean {
  return name === source.name;
}

/**
 * Publishes all shares. Throws a transient Fault where one was not taken, whatever the reason: the event is redelivered
 * as a whole, for what was not published nobody else knows of.
 */
export async function publishShares(
  shares: readonly Share[],
  delivery: Delivery,
  settings: Settings,
  { topic, publish }: Destination,
  signal: AbortSignal,
): Promise<void> {
  const first = firstTopic(delivery, settings);
  const requested = requestedIn(delivery, settings);
  const published = await publish(
    topic,
    shares.map((share) => shareMessage(share, delivery, first, requested)),
    signal,
  );
  for (const index of shares.keys()) requireTaken(published[index]);
}

function requireTaken(published: Published | undefined): void {
  if (published === undefined)
    throw new Fault('Unexpected', 'nothing is known of a share that was published');
  if ('id' in published) return;
  const { fault } = published;
  throw fault.transient ? fault : new Fault('Unexpected', fault.message, { cause: fault });
}
