/** The fourth step: the limits of each push, and the order in which the limit of the run is used. */
import type { Push } from '../../core/event/push.ts';
import { limitFaults } from '../../core/plan/limit-faults.ts';
import { checkLimits, holdsBack, limitsFor } from '../../core/plan/workload-limits.ts';
import type { SkipReason } from '../../core/errors/reason.ts';
import type { Settings } from '../../core/settings.ts';
import type { PlacedOutcomes, PlacedUpdate, SelectedUpdates } from './context.ts';

type Limits = Pick<Settings, 'limits' | 'replayTopic'>;

/** The updates within the limits of their pushes, oldest first. */
export function selectUpdates(updates: readonly PlacedUpdate[], settings: Limits): SelectedUpdates {
  const checked = groupByPushAndCluster(updates).map((group) => checkGroup(group, settings));
  return {
    updates: checked.flatMap((each) => each.updates).toSorted(byAge),
    skipped: checked.flatMap((each) => each.skipped),
    faults: checked.flatMap((each) => each.faults),
  };
}

/** All updates of the first workloads, up to `count` of them, and the rest. */
export function takeWorkloads(
  updates: readonly PlacedUpdate[],
  count: number,
): { readonly taken: readonly PlacedUpdate[]; readonly rest: readonly PlacedUpdate[] } {
  const workloads = new Set<string>();
  for (const update of updates) {
    if (workloads.size >= count) break;
    workloads.add(workloadKey(update));
  }
  const { taken = [], rest = [] } = Object.groupBy(updates, (update) =>
    workloads.has(workloadKey(update)) ? 'taken' : 'rest',
  );
  return { taken, rest };
}

function groupByPushAndCluster(updates: readonly PlacedUpdate[]): readonly (readonly PlacedUpdate[])[] {
  const byPush = [...Map.groupBy(updates, ({ push }) => push).values()];
  return byPush.flatMap((group) => [...Map.groupBy(group, ({ cluster }) => cluster).values()]);
}

/** The limits of an event, for one push in one cluster. */
function checkGroup(group: readonly PlacedUpdate[], settings: Limits): SelectedUpdates {
  const [first] = group;
  if (first === undefined) return { updates: [], skipped: [], faults: [] };
  const { push, cluster } = first;
  const counts = group.map(({ plan, counted }) => [plan.namespace, Number(counted)] as const);
  const check = checkLimits(counts, limitsFor(push, settings));
  const isHeld = ({ plan }: PlacedUpdate): boolean => holdsBack(check, plan.namespace);
  return {
    updates: group.filter((update) => !isHeld(update)),
    skipped: group.filter(isHeld).map((update) => heldBack(update, 'TooMany')),
    faults: limitFaults(check, push, settings).map((fault) => ({ cluster: cluster.name, push, fault })),
  };
}

/** An update that a limit holds back. */
export function heldBack({ push, cluster, planned }: PlacedUpdate, reason: SkipReason): PlacedOutcomes {
  const outcomes = planned.map((each) =>
    each.result === 'skipped'
      ? each
      : {
          workload: each.workload,
          container: each.container,
          image: each.image,
          result: 'skipped' as const,
          reason,
        },
  );
  return { cluster: cluster.name, push, outcomes };
}

/** The oldest push first; then in the order of names, so that each run selects the same. */
function byAge(a: PlacedUpdate, b: PlacedUpdate): number {
  if (a.push.publishedAt !== b.push.publishedAt) return a.push.publishedAt - b.push.publishedAt;
  const [first, second] = [workloadKey(a), workloadKey(b)];
  return first < second ? -1 : Number(first > second);
}

function workloadKey({ cluster, plan: { kind, namespace, name } }: PlacedUpdate): string {
  return [cluster.name, kind.kind, namespace, name].join('\n');
}

/** The pushes of some updates in the order in which they are applied. */
export function distinctPushes(updates: readonly Pick<PlacedUpdate, 'push'>[]): readonly Push[] {
  return [...new Set(updates.map(({ push }) => push))];
}
