/** One cluster's part of a push, and how the parts of an event are done: in turn, each within a budget of its own. */
import { asFault } from './core/fault.ts';
import { planCluster } from './core/plan.ts';
import type { Push } from './core/push.ts';
import { reportCluster, reportFault, type ClusterReport } from './core/report.ts';
import type { Settings } from './core/settings.ts';
import { apply } from './kubernetes/apply.ts';
import type { Cluster, ClusterSource, Found } from './kubernetes/cluster.ts';
import { BUDGETS, budgetOf } from './kubernetes/http/budget.ts';
import type { Budget } from './kubernetes/http/retry.ts';
import { scan } from './kubernetes/scan.ts';
import { slots } from './kubernetes/slots.ts';
import type { Updater, Watch } from './updater.ts';

/** What there is to do for one event. */
export interface Work {
  /** @throws Fault where it cannot be told what the entry stands for. */
  readonly find: (source: ClusterSource) => Promise<Found>;
  /** All that was found: its clusters are updated, and what is missing is reported. Never rejects. */
  readonly update: (found: Found) => Promise<readonly ClusterReport[]>;
}

/** The work of one event, which ends with the event's budget or with `signal`. */
export function workOf(
  push: Push,
  { settings, budgets = BUDGETS, atOnce, watch }: Updater,
  signal: AbortSignal,
): Work {
  const event = budgetOf(budgets.event, { signal });
  const inTurn = slots(atOnce?.clusters, atOnce?.patienceMs);
  const budget = (): Budget => budgetOf(budgets.cluster, event);
  const updateEach = (cluster: Cluster): Promise<ClusterReport> =>
    inTurn(() => updateCluster(push, cluster, settings, budget(), watch));
  return {
    find: (source) => inTurn(() => source.find(budget())),
    update: async ({ clusters, missing }) => [
      ...(await Promise.all(clusters.map(updateEach))),
      ...missing.map(({ name, fault }) => notFound(name, fault)),
    ],
  };
}

/** The report of a cluster, or of an entry, that was not found. */
export function notFound(name: string, fault: unknown): ClusterReport {
  return reportFault(name, 'find the cluster', asFault(fault));
}

/** Scan, decide, patch, report. Never rejects: what goes wrong stands in the report. */
export async function updateCluster(
  push: Push,
  cluster: Cluster,
  settings: Settings,
  budget: Budget,
  watch?: Watch,
): Promise<ClusterReport> {
  try {
    const { workloads, scanned, faults } = await scan(cluster, push.repository, settings, budget);
    const plans = planCluster(push, cluster, workloads, settings);
    const outcomes = await apply(plans, { push, cluster, settings, budget, watch });
    return reportCluster(cluster.name, scanned, outcomes, faults, watch?.examples);
  } catch (thrown) {
    return reportFault(cluster.name, 'update the cluster', asFault(thrown));
  }
}
