/** Updates a cluster for a push: scan, decide, patch, report. */
import type { Deadline } from '../async/deadline.ts';
import { toUpdaterError } from '../core/errors/updater-error.ts';
import type { Push } from '../core/event/push.ts';
import { lastSegment } from '../core/names/repository.ts';
import { joinLists, type ClusterPlan, type ClusterPlanning } from '../core/plan/cluster-plan.ts';
import { PlanMemory } from '../core/plan/plan-memory.ts';
import { AnnotationPolicies } from '../core/policy/annotation-policies.ts';
import { OutcomeTally } from '../core/report/outcome-tally.ts';
import type { RowMemory } from '../core/report/row-memory.ts';
import { reportFault, type ClusterReport, type ContainerOutcome } from '../core/report/report.ts';
import type { Settings } from '../core/settings.ts';
import { apply } from '../kubernetes/apply.ts';
import type { Cluster } from '../kubernetes/cluster.ts';
import { PlanSink } from '../kubernetes/plan-sink.ts';
import { scanInto } from '../kubernetes/scan.ts';
import { requireSameClock } from '../kubernetes/server-clock.ts';
import type { ProgressWatch, UpdateContext } from './context.ts';

export interface UpdateOptions {
  readonly settings: Settings;
  readonly budget: Deadline;
  readonly watch?: ProgressWatch | undefined;
  readonly onUpdated?: UpdateContext['onUpdated'];
  /** For plans until they are written. */
  readonly memory?: ClusterPlanning['memory'];
  /** For skipped containers that the log names; without it only the examples are named. */
  readonly rowMemory?: RowMemory | undefined;
  /** Like in the context of an update. */
  readonly maxClockSkewMs?: number | undefined;
}

/** Scan, decide, patch, report. Never rejects: failures are in the report. */
export async function updateCluster(
  push: Push,
  cluster: Cluster,
  { settings, budget, watch, onUpdated, memory = new PlanMemory(), rowMemory, maxClockSkewMs }: UpdateOptions,
): Promise<ClusterReport> {
  try {
    const planning = { push, cluster, settings, policies: new AnnotationPolicies() };
    const { plan, scanned, faults } = await planned(
      { ...planning, memory, rowMemory, examples: watch?.examples },
      cluster,
      budget,
    );
    // If nothing could be listed, the errors are in the report.
    if (maxClockSkewMs !== undefined && scanned > 0) await requireSameClock(cluster, budget, maxClockSkewMs);
    const tally = startTally(plan, new OutcomeTally(watch?.examples, rowMemory));
    const onOutcomes = (outcomes: readonly ContainerOutcome[], place: number): void =>
      tally.add(outcomes, place + 1);
    await apply(plan.plans, {
      ...planning,
      budget,
      watch,
      onOutcomes,
      onUpdated: (updated) => onUpdated?.(cluster.name, updated),
    });
    return { cluster: cluster.name, scanned, ...tally.counted(), faults: [...faults, ...plan.faults] };
  } catch (thrown) {
    return reportFault(cluster.name, 'update the cluster', toUpdaterError(thrown));
  }
}

/** The outcomes before anything is written: skips, and in observe mode all others. */
function startTally({ skipped, alreadyApplied, observed }: ClusterPlan, tally: OutcomeTally): OutcomeTally {
  tally.mergeSkips(skipped);
  tally.mergeApplied(alreadyApplied);
  for (const [place, { outcomes, planned: count, skipped: skips }] of observed.entries()) {
    tally.add(outcomes, place + 1);
    tally.addPlanned(count);
    tally.mergeSkips(skips);
  }
  return tally;
}

type Planned = Pick<ClusterReport, 'scanned' | 'faults'> & { readonly plan: ClusterPlan };

/** Decides the workloads while they are read. */
async function planned(planning: ClusterPlanning, cluster: Cluster, deadline: Deadline): Promise<Planned> {
  const { push, settings } = planning;
  const open = (): PlanSink => new PlanSink(planning);
  const mentions = lastSegment(push.repository);
  const { sinks, ...rest } = await scanInto(cluster, settings, deadline, { mentions, open });
  const lists = sinks.map(({ plan }) => plan);
  return { plan: joinLists(lists, planning), ...rest };
}
