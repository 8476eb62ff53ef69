/** One cluster's part of a push: scan, decide, patch, report. */
import type { Deadline } from '../async/retry.ts';
import { toUpdaterError } from '../core/errors/updater-error.ts';
import type { Push } from '../core/event/push.ts';
import { lastSegment } from '../core/names/repository.ts';
import { joinLists, type ClusterPlan, type ClusterPlanning } from '../core/plan/cluster-plan.ts';
import { PlanMemory } from '../core/plan/plan-memory.ts';
import { AnnotationPolicies } from '../core/policy/annotation-policies.ts';
import { OutcomeTally } from '../core/report/outcome-tally.ts';
import { reportFault, type ClusterReport, type ContainerOutcome } from '../core/report/report.ts';
import type { Settings } from '../core/settings.ts';
import { apply } from '../kubernetes/apply.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import { PlanSink } from '../kubernetes/plan-sink.ts';
import { scanInto } from '../kubernetes/scan.ts';
import { requireSameClock } from '../kubernetes/server-clock.ts';
import type { ProgressWatch } from './context.ts';

export interface UpdateOptions {
  readonly settings: Settings;
  readonly budget: Deadline;
  readonly watch?: ProgressWatch | undefined;
  /** For what is planned until it is written. */
  readonly memory?: ClusterPlanning['memory'];
  /** As in the context of an update. */
  readonly maxClockSkewMs?: number | undefined;
}

/** Scan, decide, patch, report. Never rejects: what fails is in the report. */
export async function updateCluster(
  push: Push,
  cluster: Cluster,
  { settings, budget, watch, memory = new PlanMemory(), maxClockSkewMs }: UpdateOptions,
): Promise<ClusterReport> {
  try {
    const planning = { push, cluster, settings, policies: new AnnotationPolicies(), now: Date.now() };
    const { plan, scanned, faults } = await planned(
      { ...planning, memory, examples: watch?.examples },
      cluster,
      budget,
    );
    // Where nothing could be listed, the faults tell.
    if (maxClockSkewMs !== undefined && scanned > 0) await requireSameClock(cluster, budget, maxClockSkewMs);
    const tally = startTally(plan, watch?.examples);
    const onOutcomes = (outcomes: readonly ContainerOutcome[], place: number): void =>
      tally.add(outcomes, place + 1);
    await apply(plan.plans, { ...planning, budget, watch, onOutcomes });
    return { cluster: cluster.name, scanned, ...tally.counted(), faults: [...faults, ...plan.faults] };
  } catch (thrown) {
    return reportFault(cluster.name, 'update the cluster', toUpdaterError(thrown));
  }
}

/** What is known before anything is written: what is left as it is, and in observe mode all else. */
function startTally({ skipped, observed }: ClusterPlan, examples: number | undefined): OutcomeTally {
  const tally = new OutcomeTally(examples);
  tally.merge(skipped);
  for (const [place, plan] of observed.entries())
    if ('outcomes' in plan) tally.add(plan.outcomes, place + 1);
    else {
      tally.addPlanned(plan.planned);
      tally.merge(plan.skipped);
    }
  return tally;
}

type Planned = Pick<ClusterReport, 'scanned' | 'faults'> & { readonly plan: ClusterPlan };

/** Decides the workloads as they are read. */
async function planned(planning: ClusterPlanning, cluster: Cluster, deadline: Deadline): Promise<Planned> {
  const { push, settings } = planning;
  const open = (): PlanSink => new PlanSink(planning);
  const mentions = lastSegment(push.repository);
  const { sinks, ...rest } = await scanInto(cluster, settings, deadline, { mentions, open });
  const lists = sinks.map(({ plan }) => plan);
  return { plan: joinLists(lists, planning), ...rest };
}
