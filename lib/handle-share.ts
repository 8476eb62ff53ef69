/** One share of an event: what `updateCluster` does with a message of the fan-out topic. */
import { decodePush } from './core/decode.ts';
import { readDelivery, type Delivery, type DeliveryRequest } from './core/delivery.ts';
import { asFault } from './core/fault.ts';
import type { Handled } from './core/handled.ts';
import type { Push } from './core/push.ts';
import { reportFault, type ClusterReport } from './core/report.ts';
import { shareIn, type Share } from './core/share.ts';
import type { Cluster, ClusterSource } from './kubernetes/cluster.ts';
import { BUDGETS, budgetOf } from './kubernetes/http/budget.ts';
import type { Budget } from './kubernetes/http/retry.ts';
import { updateCluster } from './update-cluster.ts';
import type { Updater } from './updater.ts';

/** From a request that brings a share to what became of it. Never throws. */
export async function handleShare(
  request: DeliveryRequest,
  updater: Updater,
  signal: AbortSignal,
): Promise<Handled> {
  let delivery: Delivery | undefined;
  try {
    delivery = readDelivery(request);
    const share = shareIn(delivery);
    const decoded = decodePush(delivery, updater.settings);
    if ('ignored' in decoded)
      return { event: 'ignored', delivery, reason: decoded.ignored, detail: decoded.detail };
    const clusters = await updateShare(share, decoded.push, updater, signal);
    if (clusters.length === 0)
      return { event: 'ignored', delivery, reason: 'UnknownCluster', detail: share.cluster };
    return { event: 'handled', delivery, report: { push: decoded.push, clusters } };
  } catch (thrown) {
    return { event: 'failed', delivery, fault: asFault(thrown) };
  }
}

/** Looks under the entry that the share names, and where that is not known any more, under all others. */
async function updateShare(
  { cluster, entry }: Share,
  push: Push,
  { sources, settings, budgets = BUDGETS }: Updater,
  signal: AbortSignal,
): Promise<readonly ClusterReport[]> {
  const budget = budgetOf(budgets.cluster, budgetOf(budgets.event, { signal }));
  const updateIn = (source: ClusterSource): Promise<readonly ClusterReport[]> =>
    updateNamed(cluster, source, budget, (found) => updateCluster(push, found, settings, budget));
  const { named = [], others = [] } = Object.groupBy(sources, ({ name }) =>
    name === entry ? 'named' : 'others',
  );
  const reports = (await Promise.all(named.map(updateIn))).flat();
  return reports.length > 0 ? reports : (await Promise.all(others.map(updateIn))).flat();
}

/** The name is a cluster's, or that of the entry, for all that it stands for. */
async function updateNamed(
  name: string,
  source: ClusterSource,
  budget: Budget,
  updateEach: (cluster: Cluster) => Promise<ClusterReport>,
): Promise<readonly ClusterReport[]> {
  const where = 'find the cluster';
  try {
    const { clusters, missing } = await source.find(budget);
    const isMeant = (each: { readonly name: string }): boolean => name === source.name || name === each.name;
    const faults = missing.filter(isMeant).map((each) => reportFault(each.name, where, each.fault));
    return [...(await Promise.all(clusters.filter(isMeant).map(updateEach))), ...faults];
  } catch (thrown) {
    return [reportFault(source.name, where, asFault(thrown))];
  }
}
