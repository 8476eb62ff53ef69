/** Inspects every configured cluster, many at once, each within its own budget. */
import { asFault, type Fault } from '../../core/fault.ts';
import { clusterFault } from '../../core/report.ts';
import type { Settings } from '../../core/settings.ts';
import type { Cluster, ClusterSource, Found } from '../cluster.ts';
import { BUDGETS, budgetOf, type Budgets } from '../http/budget.ts';
import type { Budget } from '../http/retry.ts';
import { slots } from '../slots.ts';
import { inspectCluster, notInspected } from './inspect-cluster.ts';
import type { Inspection } from './inspection.ts';

/** How far an inspection is; the total changes while entries turn out to be several clusters, or none. */
export interface Count {
  readonly done: number;
  readonly total: number;
}

export interface FleetInspection {
  readonly settings: Settings;
  /** One for each entry of the configuration, in their order. */
  readonly sources: readonly ClusterSource[];
  /** {@link BUDGETS} unless given. */
  readonly budgets?: Budgets;
  readonly watch?: (count: Count) => void;
  /** Why it is wrong that the entry at this index stands for no cluster at all; undefined where it is not wrong. */
  readonly whenEmpty?: (index: number) => Fault | undefined;
}

/** Clusters that are begun at once, and how long each may keep the next one waiting, in milliseconds. */
const AT_ONCE = { clusters: 16, patienceMs: 2_000 } as const;

/** In the order of the configuration. Never throws: what an entry lacks has a row that says so. */
export async function inspectFleet(
  { settings, sources, budgets = BUDGETS, watch, whenEmpty }: FleetInspection,
  signal: AbortSignal,
): Promise<Inspection[]> {
  const inTurn = slots(AT_ONCE.clusters, AT_ONCE.patienceMs);
  const advance = counting(sources.length, watch);
  const budget = (): Budget => budgetOf(budgets.cluster, { signal });
  const inspectEach = async (cluster: Cluster): Promise<Inspection> => {
    const inspection = await inTurn(() => inspectCluster(cluster, settings, budget()));
    advance({ done: 1, more: 0 });
    return inspection;
  };
  const inspections = await Promise.all(
    sources.map(async (source, index) => {
      const { clusters, missing } = await findIn(source, budget(), () => whenEmpty?.(index));
      // The entry itself was counted as one already.
      advance({ done: missing.length, more: clusters.length + missing.length - 1 });
      const inspected = await Promise.all(clusters.map(inspectEach));
      const lost = missing.map(({ name, fault }) =>
        notInspected(name, { entry: `clusters[${index}]` }, clusterFault('find the cluster', fault)),
      );
      return [...inspected, ...lost];
    }),
  );
  return inspections.flat();
}

function counting(entries: number, watch: FleetInspection['watch']) {
  let [done, total] = [0, entries];
  watch?.({ done, total });
  return (step: { readonly done: number; readonly more: number }): void => {
    done += step.done;
    total += step.more;
    watch?.({ done, total });
  };
}

/** What an entry stands for; where that is nothing, and wrong, the entry itself is what is missing. */
async function findIn(
  { name, find }: ClusterSource,
  budget: Budget,
  whenEmpty: () => Fault | undefined,
): Promise<Found> {
  try {
    const { clusters, missing } = await find(budget);
    const fault = clusters.length + missing.length === 0 ? whenEmpty() : undefined;
    return { clusters, missing: fault === undefined ? missing : [{ name, fault }] };
  } catch (thrown) {
    return { clusters: [], missing: [{ name, fault: asFault(thrown) }] };
  }
}
