/**
 * The story:
 *
 *     request ──decode──▶ Push ──clusters──▶ scan ──▶ Workload ──decide──▶ plan ──patch──▶ report ──▶ 204 | 500
 *
 * With more than one cluster and a topic for it, the push is shared out after `clusters`: `fan-out.ts`.
 */
import { decodePush } from './core/decode.ts';
import { readDelivery, type Delivery, type DeliveryRequest } from './core/delivery.ts';
import { asFault } from './core/fault.ts';
import type { Handled } from './core/handled.ts';
import type { Push } from './core/push.ts';
import { reportFault, type ClusterReport, type Report } from './core/report.ts';
import { publishShares, sharesOf } from './fan-out.ts';
import type { Cluster, ClusterSource, Found } from './kubernetes/cluster.ts';
import { BUDGETS, budgetOf } from './kubernetes/http/budget.ts';
import { slots } from './kubernetes/slots.ts';
import { updateCluster } from './update-cluster.ts';
import type { Updater } from './updater.ts';

/** From a request to what became of it. Never throws. */
export function handle(request: DeliveryRequest, updater: Updater, signal: AbortSignal): Promise<Handled> {
  return handleDelivery(() => readDelivery(request), updater, signal);
}

/** The same of a delivery that came in another way; what `read` throws is a malformed event. */
export async function handleDelivery(
  read: () => Delivery,
  updater: Updater,
  signal: AbortSignal,
): Promise<Handled> {
  let delivery: Delivery | undefined;
  try {
    delivery = read();
    const decoded = decodePush(delivery, updater.settings);
    if ('ignored' in decoded)
      return { event: 'ignored', delivery, reason: decoded.ignored, detail: decoded.detail };
    return await bring(decoded.push, delivery, updater, signal);
  } catch (thrown) {
    return { event: 'failed', delivery, fault: asFault(thrown) };
  }
}

/** In place, or shared out where there are several clusters and a topic for it. */
async function bring(
  push: Push,
  delivery: Delivery,
  updater: Updater,
  signal: AbortSignal,
): Promise<Handled> {
  const { fanOut, settings } = updater;
  const shares = fanOut === undefined ? [] : await sharesOf(updater, signal);
  if (fanOut === undefined || shares.length < 2)
    return { event: 'handled', delivery, report: await update(push, updater, signal) };
  await publishShares(shares, delivery, settings, fanOut, signal);
  return { event: 'fannedOut', delivery, push, shares };
}

/** Brings one push to every cluster, each within its own budget: what goes wrong in one stops no other. */
export async function update(
  push: Push,
  { settings, sources, budgets = BUDGETS, atOnce }: Updater,
  signal: AbortSignal,
): Promise<Report> {
  const event = budgetOf(budgets.event, { signal });
  const inTurn = slots(atOnce?.clusters, atOnce?.patienceMs);
  const reports = await Promise.all(
    sources.map((source) =>
      updateSource(
        source,
        () => inTurn(() => source.find(budgetOf(budgets.cluster, event))),
        (cluster) => inTurn(() => updateCluster(push, cluster, settings, budgetOf(budgets.cluster, event))),
      ),
    ),
  );
  return { push, clusters: reports.flat() };
}

async function updateSource(
  { name }: ClusterSource,
  find: () => Promise<Found>,
  updateEach: (cluster: Cluster) => Promise<ClusterReport>,
): Promise<ClusterReport[]> {
  const where = 'find the cluster';
  try {
    const { clusters, missing } = await find();
    const reports = await Promise.all(clusters.map(updateEach));
    return [...reports, ...missing.map((each) => reportFault(each.name, where, each.fault))];
  } catch (thrown) {
    return [reportFault(name, where, asFault(thrown))];
  }
}
