/** One cluster's part of a push: scan, decide, patch, report. */
import type { Budget } from '../async/retry.ts';
import { asFault } from '../core/errors/fault.ts';
import type { Push } from '../core/event/push.ts';
import { lastSegment } from '../core/names/repository.ts';
import { planOf, type ClusterPlan, type ClusterPlanning } from '../core/plan/cluster-plan.ts';
import { PlanMemory } from '../core/plan/kept-plan.ts';
import { AnnotationPolicies } from '../core/policy/annotation-policies.ts';
import { reportCluster, reportFault, type ClusterReport } from '../core/report/report.ts';
import { SkipTally } from '../core/report/skip-tally.ts';
import type { Skipped } from '../core/report/skipped.ts';
import type { Settings } from '../core/settings.ts';
import { apply } from '../kubernetes/apply.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import { PlanSink } from '../kubernetes/plan-sink.ts';
import { scanInto } from '../kubernetes/scan.ts';
import type { Watch } from './context.ts';

export interface UpdateOptions {
  readonly settings: Settings;
  readonly budget: Budget;
  readonly watch?: Watch | undefined;
  /** For what is planned until it is written. */
  readonly memory?: ClusterPlanning['memory'];
}

/** Scan, decide, patch, report. Never rejects: what fails is in the report. */
export async function updateCluster(
  push: Push,
  cluster: Cluster,
  { settings, budget, watch, memory = new PlanMemory() }: UpdateOptions,
): Promise<ClusterReport> {
  try {
    const planning = { push, cluster, settings, policies: new AnnotationPolicies() };
    const { plan, scanned, faults } = await planned(
      { ...planning, memory, examples: watch?.examples },
      cluster,
      budget,
    );
    const skips = new SkipTally(watch?.examples);
    skips.merge(plan.skipped);
    const onSkipped = (skipped: readonly Skipped[], place: number): void => skips.add(skipped, place + 1);
    const outcomes = await apply(plan.plans, { ...planning, budget, watch, onSkipped });
    const all = [...faults, ...plan.faults];
    return reportCluster(cluster.name, scanned, outcomes, all, watch?.examples, skips.counts());
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
