/** The fifth step: patches the selected workloads as an event would: each is read and decided again, with one of its pushes. */
import type { Deadline } from '../../async/deadline.ts';
import { limiterWithPatience } from '../../async/limiter.ts';
import type { ErrorReason } from '../../core/errors/reason.ts';
import { AnnotationPolicies } from '../../core/policy/annotation-policies.ts';
import type { ContainerOutcome } from '../../core/report/report.ts';
import { apply } from '../../kubernetes/apply.ts';
import type { PlacedOutcomes, PlacedUpdate, ReconcileContext, SelectedUpdates } from './context.ts';
import { distinctPushes, heldBack, takeWorkloads } from './select-updates.ts';

// The API server rejected every patch of the workload.
const NOT_WRITTEN: ReadonlySet<ErrorReason> = new Set([
  'Refused',
  'Forbidden',
  'ForbiddenByFrontEnd',
  'Unauthorized',
  'Conflict',
]);

/**
 * Updates at most `reconcileUpdates` workloads. One that is skipped or rejected now leaves its place to the next, because
 * the next run selects it again: it must not hold back the others for ever. In observe mode the outcomes are those of the
 * plan. Never rejects.
 */
export async function updateMissed(
  { updates }: Pick<SelectedUpdates, 'updates'>,
  context: ReconcileContext,
  deadline: Deadline,
): Promise<readonly PlacedOutcomes[]> {
  const { settings } = context;
  const isApplied = settings.mode === 'apply';
  const outcomes: PlacedOutcomes[] = [];
  const count = countAttempts(context);
  let free = settings.reconcileUpdates;
  let left = updates;
  do {
    const { taken, rest } = takeWorkloads(left, free);
    const round = isApplied
      ? await patchClusters(taken, context, deadline, count(taken.length))
      : planned(taken);
    outcomes.push(...round);
    free = isApplied ? free - countWritten(round) : 0;
    left = rest;
  } while (free > 0 && left.length > 0 && !isEnded(deadline, context));
  return [...outcomes, ...left.map((update) => heldBack(update, 'NextRun'))];
}

function planned(updates: readonly PlacedUpdate[]): readonly PlacedOutcomes[] {
  return updates.map(({ push, cluster, planned: outcomes }) => ({ push, cluster: cluster.name, outcomes }));
}

function isEnded({ signal }: Deadline, { stop }: Pick<ReconcileContext, 'stop'>): boolean {
  return signal.aborted || stop?.aborted === true;
}

/** The workloads that were written, or may have been. */
function countWritten(outcomes: readonly PlacedOutcomes[]): number {
  const written = outcomes.flatMap((each) =>
    each.outcomes
      .filter(mayBeWritten)
      .map(({ workload: { kind, namespace, name } }) => [each.cluster, kind, namespace, name].join('\n')),
  );
  return new Set(written).size;
}

function mayBeWritten(outcome: ContainerOutcome): boolean {
  if (outcome.result === 'failed') return !NOT_WRITTEN.has(outcome.reason);
  return outcome.result === 'updated';
}

/** For progress: each round adds to the total. */
function countAttempts({ onProgress }: Pick<ReconcileContext, 'onProgress'>): (more: number) => () => void {
  let [done, total] = [0, 0];
  const report = (): void => onProgress?.('update workloads', { done, total });
  return (more) => {
    total += more;
    report();
    return () => {
      done += 1;
      report();
    };
  };
}

/** Clusters concurrently. */
async function patchClusters(
  updates: readonly PlacedUpdate[],
  context: ReconcileContext,
  deadline: Deadline,
  count: () => void,
): Promise<readonly PlacedOutcomes[]> {
  const { concurrency } = context;
  const limit = limiterWithPatience(concurrency?.clusters, concurrency?.patienceMs);
  const byCluster = [...Map.groupBy(updates, ({ cluster }) => cluster).values()];
  const outcomes = await Promise.all(
    byCluster.map((group) => limit(() => patchCluster(group, context, deadline, count))),
  );
  return outcomes.flat();
}

/**
 * Push after push, because a workload may have missed several, one for each repository. It may take the rest of the run: other
 * clusters do not wait for it.
 */
async function patchCluster(
  updates: readonly PlacedUpdate[],
  { settings, stop, onUpdated }: ReconcileContext,
  deadline: Deadline,
  count: () => void,
): Promise<readonly PlacedOutcomes[]> {
  const [first] = updates;
  if (first === undefined) return [];
  const { cluster } = first;
  const reported: PlacedOutcomes[] = [];
  for (const push of distinctPushes(updates)) {
    const plans = updates.filter((update) => update.push === push).map(({ plan }) => plan);
    const run = {
      push,
      cluster,
      settings,
      budget: deadline,
      policies: new AnnotationPolicies(),
    };
    const outcomes: ContainerOutcome[] = await apply(plans, {
      ...run,
      onUpdated: (updated) => onUpdated?.(cluster.name, updated),
      watch: { stop: stop ?? new AbortController().signal, onWorkload: count },
    });
    reported.push({ push, cluster: cluster.name, outcomes });
  }
  return reported;
}
