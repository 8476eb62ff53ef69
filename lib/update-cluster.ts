/** Scan, decide, patch, report: one cluster's part of a push. */
import { asFault } from './core/fault.ts';
import { planCluster } from './core/plan.ts';
import type { Push } from './core/push.ts';
import { reportCluster, reportFault, type ClusterReport } from './core/report.ts';
import type { Settings } from './core/settings.ts';
import { apply } from './kubernetes/apply.ts';
import type { Cluster } from './kubernetes/cluster.ts';
import type { Budget } from './kubernetes/http/retry.ts';
import { scan } from './kubernetes/scan.ts';

/** Never throws: what goes wrong stands in the report. */
export async function updateCluster(
  push: Push,
  cluster: Cluster,
  settings: Settings,
  budget: Budget,
): Promise<ClusterReport> {
  try {
    const { workloads, scanned, faults } = await scan(cluster, push.repository, settings, budget);
    const plans = planCluster(push, cluster, workloads, settings);
    const outcomes = await apply(plans, { push, cluster, settings, budget });
    return reportCluster(cluster.name, scanned, outcomes, faults);
  } catch (thrown) {
    return reportFault(cluster.name, 'update the cluster', asFault(thrown));
  }
}
