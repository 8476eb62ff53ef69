/**
 * The story:
 *
 *     request ──decode──▶ Push ──clusters──▶ scan ──▶ Workload ──decide──▶ plan ──patch──▶ report ──▶ 204 | 500
 *
 * With more than one cluster and a topic for it, the push is shared out after `clusters`: `fan-out.ts`.
 */
import {
  incomingRequest,
  type Delivery,
  type DeliveryRequest,
  type Incoming,
} from '../core/event/delivery.ts';
import { handleEvent, handlePush, type Handled } from '../core/report/handled.ts';
import type { Push } from '../core/event/push.ts';
import type { ClusterReport, Report } from '../core/report/report.ts';
import { isShare } from '../core/event/cluster-task-message.ts';
import { publishShares, sharesOf } from './fan-out.ts';
import { bringShare } from './cluster-task.ts';
import type { ClusterSource } from '../kubernetes/cluster.ts';
import { BUDGETS, budgetOf } from '../async/deadline.ts';
import { notFound, workOf, type Work } from './update-cluster.ts';
import type { Updater } from './context.ts';

/** From a request to what became of it. Never rejects. */
export function handle(request: DeliveryRequest, updater: Updater, signal: AbortSignal): Promise<Handled> {
  return handleIncoming(incomingRequest(request), updater, signal);
}

/** The same of what came in another way. What is a share already is not shared out again. */
export function handleIncoming(incoming: Incoming, updater: Updater, signal: AbortSignal): Promise<Handled> {
  const { settings } = updater;
  return handleEvent(incoming, settings, (delivery) =>
    isShare(delivery, settings)
      ? bringShare(delivery, updater, signal)
      : handlePush(delivery, settings, (push) => bring(push, delivery, updater, signal)),
  );
}

/** In place, or shared out where there are several clusters and a topic for it; all within one event's budget. */
async function bring(push: Push, delivery: Delivery, updater: Updater, outer: AbortSignal): Promise<Handled> {
  const { fanOut, settings, budgets = BUDGETS } = updater;
  const { signal } = budgetOf(budgets.event, { signal: outer });
  const shares = fanOut === undefined ? [] : await sharesOf(updater, signal);
  if (fanOut === undefined || shares.length < 2)
    return { event: 'handled', delivery, report: await update(push, updater, signal) };
  await publishShares(shares, delivery, settings, fanOut, signal);
  return { event: 'fannedOut', delivery, push, shares };
}

/** Brings one push to every cluster, each within its own budget: what goes wrong in one stops no other. */
export async function update(push: Push, updater: Updater, signal: AbortSignal): Promise<Report> {
  const work = workOf(push, updater, signal);
  const reports = await Promise.all(
    updater.sources.map(async (source) => {
      const report = await updateSource(source, work);
      updater.watch?.onEntry?.();
      return report;
    }),
  );
  return { push, clusters: reports.flat() };
}

async function updateSource(
  source: ClusterSource,
  { find, update: updateAll }: Work,
): Promise<readonly ClusterReport[]> {
  try {
    return await updateAll(await find(source));
  } catch (thrown) {
    return [notFound(source.name, thrown)];
  }
}
