/**
 * The plan of a cluster, made of its workloads one at a time (Decide 7, the limits): kept are only plans that may be
 * written, and of everything else the lines of the report.
 *
 * Beyond the limit of a namespace nothing of that namespace is written, and the namespace does not count for its
 * cluster; beyond the limit of the cluster nothing of the cluster is written.
 */
import { limitFaults } from './limit-faults.ts';
import { heldBackOf, LimitedPlans, type PlacedPlan } from './limited-plans.ts';
import type { Planning, WorkloadPlan } from './plan.ts';
import type { ClusterFault, SkipCount } from './report.ts';
import { SkipTally } from './skip-tally.ts';
import {
  holdsBack,
  isCounted,
  limitsFor,
  PARTS,
  verdictOn,
  type Beyond,
  type OfParts,
  type Part,
  type Verdict,
} from './workload-limits.ts';

/** What is to be done in a cluster. */
export interface ClusterPlan {
  /** Workloads to write to, each with at least one change. */
  readonly plans: readonly WorkloadPlan[];
  /** Containers of all other workloads, those that a limit holds back included. */
  readonly skipped: readonly SkipCount[];
  /** `TooMany`: one for each namespace that is beyond its limit, and one for the cluster. */
  readonly faults: readonly ClusterFault[];
  /**
   * Present when another pass with these namespaces ({@link ClusterPlanning.beyond}) may write more; until then nothing
   * of the cluster is planned, or nothing of what does not count.
   */
  readonly beyondForNextPass?: Beyond;
}

/** What the planning of a cluster works with. */
export interface ClusterPlanning extends Planning {
  /** Containers that are named under each reason; ten unless given, `Infinity` for all. */
  readonly examples?: number | undefined;
  /** Namespaces that a pass before found to be beyond their limits. */
  readonly beyond?: Beyond;
}

/** Gathers what is decided about the workloads of one list. */
export class ListPlan implements OfParts<LimitedPlans> {
  readonly counted: LimitedPlans;
  readonly uncounted: LimitedPlans;
  readonly skipped: SkipTally;
  #taken = 0;

  constructor({ push, settings, beyond, examples }: ClusterPlanning) {
    const { counted, uncounted } = limitsFor(push, settings);
    this.counted = new LimitedPlans(counted, beyond?.counted, examples);
    this.uncounted = new LimitedPlans(uncounted, beyond?.uncounted, examples);
    this.skipped = new SkipTally(examples);
  }

  /** Takes a workload that is decided. */
  take(plan: WorkloadPlan): void {
    const place = (this.#taken += 1);
    if (plan.changes.length === 0) this.skipped.add(...plan.skipped);
    else (isCounted(plan) ? this.counted : this.uncounted).add({ place, plan });
  }
}

/** The plan of a cluster, made of those of its lists, in their order. */
export function planOf(lists: readonly ListPlan[], planning: ClusterPlanning): ClusterPlan {
  const { push, settings, beyond, examples } = planning;
  const limits = limitsFor(push, settings);
  const verdictOf = (part: Part): Verdict =>
    verdictOn(
      lists.map((list) => list[part]),
      limits[part],
      beyond?.[part],
    );
  const [counted, uncounted] = [verdictOf('counted'), verdictOf('uncounted')];
  const isHeldBack: OfParts<(namespace: string) => boolean> = {
    counted: (namespace) => holdsBack(counted, namespace),
    uncounted: (namespace) => holdsBack(counted, namespace) || holdsBack(uncounted, namespace),
  };
  const skipped = new SkipTally(examples);
  for (const list of lists) skipped.merge(list.skipped.counts());
  const plans = lists.flatMap((list) =>
    PARTS.flatMap((part) => writable(list[part], isHeldBack[part], skipped))
      .toSorted((a, b) => a.place - b.place)
      .map(({ plan }) => plan),
  );
  const isCut = !counted.isBeyond && (counted.isCut || uncounted.isCut);
  return {
    plans,
    skipped: skipped.counts(),
    faults: limitFaults({ counted, uncounted }, push),
    ...(isCut && { beyondForNextPass: { counted: counted.beyond, uncounted: uncounted.beyond } }),
  };
}

/** The plans that may be written; all others are counted in `skipped`. */
function writable(
  { namespaces }: LimitedPlans,
  isHeldBack: (namespace: string) => boolean,
  skipped: SkipTally,
): readonly PlacedPlan[] {
  return [...namespaces].flatMap(([namespace, { plans, heldBack }]) => {
    if (!isHeldBack(namespace)) return plans;
    skipped.merge(heldBack.counts());
    for (const { plan } of plans) skipped.add(...heldBackOf(plan));
    return [];
  });
}
