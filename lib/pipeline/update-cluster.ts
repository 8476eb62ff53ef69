/** One cluster's part of a push, and how the parts of an event are done: in turn, each within a budget of its own. */
import { asFault } from '../core/errors/fault.ts';
import { planOf, type ClusterPlan, type ClusterPlanning } from '../core/plan/cluster-plan.ts';
import { PlanMemory } from '../core/plan/kept-plan.ts';
import { AnnotationPolicies } from '../core/policy/annotation-policies.ts';
import type { Push } from '../core/event/push.ts';
import { lastSegment } from '../core/names/repository.ts';
import { OutcomeTally } from '../core/report/outcome-tally.ts';
import { reportFault, type ClusterReport, type Outcome } from '../core/report/report.ts';
import type { Settings } from '../core/settings.ts';
import { apply } from '../kubernetes/apply.ts';
import type { Cluster, ClusterSource, Found } from '../kubernetes/cluster.ts';
import { BUDGETS, budgetOf } from '../async/deadline.ts';
import type { Budget } from '../async/retry.ts';
import { PlanSink } from '../kubernetes/plan-sink.ts';
import { scanInto } from '../kubernetes/scan.ts';
import { slots } from '../async/limiter.ts';
import type { Updater, Watch } from './context.ts';

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
  const plans = new PlanMemory();
  const updateEach = (cluster: Cluster): Promise<ClusterReport> =>
    inTurn(() => {
      const memory = plans.part();
      return updateCluster(push, cluster, settings, budget(), { watch, memory }).finally(() =>
        memory.giveBack(),
      );
    });
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

/** How a cluster is updated, beside what the configuration says. */
export interface UpdateOptions {
  readonly watch?: Watch | undefined;
  /** For what is planned until it is written. */
  readonly memory?: ClusterPlanning['memory'];
}

/** Scan, decide, patch, report. Never rejects: what goes wrong stands in the report. */
export async function updateCluster(
  push: Push,
  cluster: Cluster,
  settings: Settings,
  budget: Budget,
  { watch, memory = new PlanMemory() }: UpdateOptions = {},
): Promise<ClusterReport> {
  try {
    const planning = { push, cluster, settings, policies: new AnnotationPolicies() };
    const { plan, scanned, faults } = await planned(
      { ...planning, memory, examples: watch?.examples },
      cluster,
      budget,
    );
    const tally = new OutcomeTally(watch?.examples);
    tally.merge(plan.skipped);
    for (const [place, each] of plan.observed.entries())
      if ('outcomes' in each) tally.add(each.outcomes, place + 1);
      else {
        tally.addPlanned(each.planned);
        tally.merge(each.skipped);
      }
    const onOutcomes = (outcomes: readonly Outcome[], place: number): void => tally.add(outcomes, place + 1);
    await apply(plan.plans, { ...planning, budget, watch, onOutcomes });
    return { cluster: cluster.name, scanned, ...tally.counted(), faults: [...faults, ...plan.faults] };
  } catch (thrown) {
    return reportFault(cluster.name, 'update the cluster', asFault(thrown));
  }
}

type Planned = Pick<ClusterReport, 'scanned' | 'faults'> & { readonly plan: ClusterPlan };

/** Decides the workloads as they are read. */
async function planned(planning: ClusterPlanning, cluster: Cluster, budget: Budget): Promise<Planned> {
  const { push, settings } = planning;
  const open = (): PlanSink => new PlanSink(planning);
  const mentions = lastSegment(push.repository);
  const { sinks, ...rest } = await scanInto(cluster, settings, budget, mentions, open);
  const lists = sinks.map(({ plan }) => plan);
  return { plan: planOf(lists, planning), ...rest };
}
