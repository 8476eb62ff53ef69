/**
 * The story:
 *
 *     request ──decode──▶ Push ──clusters──▶ scan ──▶ Workload ──decide──▶ plan ──patch──▶ report ──▶ 204 | 500
 */
import { decodePush } from './core/decode.ts';
import { readDelivery, type Delivery, type DeliveryRequest } from './core/delivery.ts';
import { asFault } from './core/fault.ts';
import type { Handled } from './core/handled.ts';
import { planCluster } from './core/plan.ts';
import type { Push } from './core/push.ts';
import { reportCluster, reportFault, type ClusterReport, type Report } from './core/report.ts';
import type { Settings } from './core/settings.ts';
import { apply } from './kubernetes/apply.ts';
import { BUDGETS, budgetOf } from './kubernetes/http/budget.ts';
import type { Cluster, ClusterSource } from './kubernetes/cluster.ts';
import type { Budget } from './kubernetes/http/retry.ts';
import { scan } from './kubernetes/scan.ts';

/** What is done with a push, and where. */
export interface Updater {
  readonly settings: Settings;
  readonly sources: readonly ClusterSource[];
}

/** From a request to what became of it. Never throws. */
export async function handle(
  request: DeliveryRequest,
  updater: Updater,
  signal: AbortSignal,
): Promise<Handled> {
  let delivery: Delivery | undefined;
  try {
    delivery = readDelivery(request);
    const decoded = decodePush(delivery, updater.settings);
    if ('ignored' in decoded)
      return { event: 'ignored', delivery, reason: decoded.ignored, detail: decoded.detail };
    return { event: 'handled', delivery, report: await update(decoded.push, updater, signal) };
  } catch (thrown) {
    return { event: 'failed', delivery, fault: asFault(thrown) };
  }
}

/** Brings one push to every cluster, each within its own budget: what goes wrong in one stops no other. */
export async function update(
  push: Push,
  { settings, sources }: Updater,
  signal: AbortSignal,
): Promise<Report> {
  const event = budgetOf(BUDGETS.event, { signal });
  const reports = await Promise.all(sources.map((source) => updateSource(push, source, settings, event)));
  return { push, clusters: reports.flat() };
}

async function updateSource(
  push: Push,
  source: ClusterSource,
  settings: Settings,
  event: Budget,
): Promise<ClusterReport[]> {
  try {
    const clusters = await source.find(event);
    return await Promise.all(clusters.map((cluster) => updateCluster(push, cluster, settings, event)));
  } catch (thrown) {
    return [reportFault(source.name, 'find the cluster', asFault(thrown))];
  }
}

async function updateCluster(
  push: Push,
  cluster: Cluster,
  settings: Settings,
  event: Budget,
): Promise<ClusterReport> {
  const budget = budgetOf(BUDGETS.cluster, event);
  try {
    const { workloads, scanned, faults } = await scan(cluster, push.repository, settings, budget);
    const plans = planCluster(push, cluster, workloads, settings);
    const outcomes = await apply(plans, { push, cluster, settings, budget });
    return reportCluster(cluster.name, scanned, outcomes, faults);
  } catch (thrown) {
    return reportFault(cluster.name, 'update the cluster', asFault(thrown));
  }
}
