/** The fifth step: patches the selected workloads as an event would: each is read and decided again, with one of its pushes. */
import { TIME_LIMITS, deadlineWithin, type Deadline } from '../../async/deadline.ts';
import { limiterWithPatience } from '../../async/limiter.ts';
import { AnnotationPolicies } from '../../core/policy/annotation-policies.ts';
import type { ContainerOutcome } from '../../core/report/report.ts';
import { apply } from '../../kubernetes/apply.ts';
import type { PlacedOutcomes, PlacedUpdate, ReconcileContext, SelectedUpdates } from './context.ts';
import { countSteps } from './count-steps.ts';
import { distinctPushes } from './select-updates.ts';

/**
 * Clusters concurrently; in a cluster push after push, because a workload may have missed several, one for each repository. In
 * observe mode the outcomes are those of the plan. Never rejects.
 */
export async function updateMissed(
  { updates }: Pick<SelectedUpdates, 'updates'>,
  context: ReconcileContext,
  deadline: Deadline,
): Promise<readonly PlacedOutcomes[]> {
  if (context.settings.mode === 'observe')
    return updates.map(({ push, cluster, planned }) => ({ push, cluster: cluster.name, outcomes: planned }));
  const { concurrency } = context;
  const limit = limiterWithPatience(concurrency?.clusters, concurrency?.patienceMs);
  const count = countSteps('update workloads', updates.length, context.onProgress);
  const byCluster = [...Map.groupBy(updates, ({ cluster }) => cluster).values()];
  const outcomes = await Promise.all(
    byCluster.map((group) => limit(() => updateCluster(group, context, deadline, count))),
  );
  return outcomes.flat();
}

async function updateCluster(
  updates: readonly PlacedUpdate[],
  { settings, timeLimits = TIME_LIMITS, stop, onUpdated }: ReconcileContext,
  deadline: Deadline,
  count: () => void,
): Promise<readonly PlacedOutcomes[]> {
  const [first] = updates;
  if (first === undefined) return [];
  const { cluster } = first;
  const budget = deadlineWithin(timeLimits.cluster, deadline);
  const reported: PlacedOutcomes[] = [];
  for (const push of distinctPushes(updates)) {
    const plans = updates.filter((update) => update.push === push).map(({ plan }) => plan);
    const run = { push, cluster, settings, budget, policies: new AnnotationPolicies(), now: Date.now() };
    const outcomes: ContainerOutcome[] = await apply(plans, {
      ...run,
      onUpdated: (updated) => onUpdated?.(cluster.name, updated),
      watch: { stop: stop ?? new AbortController().signal, onWorkload: count },
    });
    reported.push({ push, cluster: cluster.name, outcomes });
  }
  return reported;
}
