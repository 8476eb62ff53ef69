/**
 * The plan of a cluster, created from its workloads one at a time (Decide 7, the limits).
 *
 * If a namespace exceeds its limit, nothing in it is written, and the namespace is not counted for its cluster. If the
 * cluster exceeds its limit, nothing in the cluster is written. This is known after all lists are read. Until then plans are
 * kept that may be written (plan-memory.ts) or are only observed (observed-plans.ts), and report rows of everything else.
 */
import { skip } from './decision.ts';
import { planNamespace, type PlanInMemory, type PlanMemory } from './plan-memory.ts';
import { limitFaults } from './limit-faults.ts';
import { ObservedPlans, type ObservedPlan } from './observed-plans.ts';
import { toSkipped } from './outcome.ts';
import type { Planning, WorkloadPlan } from './plan.ts';
import { AppliedTally } from '../report/applied-tally.ts';
import type { ClusterFault } from '../report/report.ts';
import type { RowMemory } from '../report/row-memory.ts';
import type { SkipCount, Skipped } from '../report/skipped.ts';
import { SkipTally } from '../report/skip-tally.ts';
import { holdsBack, isCounted, limitsFor, checkLimits } from './workload-limits.ts';

/** The plan of a cluster. */
export interface ClusterPlan {
  /** Workloads to patch, each with at least one change; empty in observe mode. */
  readonly plans: readonly PlanInMemory[];
  /** In observe mode, the workloads that would be patched. */
  readonly observed: readonly ObservedPlan[];
  /** Containers of all other workloads, including those that a limit stops. */
  readonly skipped: readonly SkipCount[];
  /** Containers that an earlier delivery of the push has updated, independent of limits. */
  readonly alreadyApplied: AppliedTally;
  /** `TooMany`: one for each namespace beyond its limit, and one for the cluster. */
  readonly faults: readonly ClusterFault[];
}

/** The context of planning a cluster. */
export interface ClusterPlanning extends Planning {
  /** Each list reserves a part of it. */
  readonly memory: { readonly part: () => Pick<PlanMemory, 'keep' | 'giveBack'> };
  /** The number of containers that are named for each reason. Default: ten; `Infinity` for all. */
  readonly examples?: number | undefined;
  /** For further containers; undefined: they are not kept. */
  readonly rowMemory?: RowMemory | undefined;
}

type ListPlanning = Pick<ClusterPlanning, 'push' | 'settings' | 'memory' | 'examples' | 'rowMemory'>;

/** The workloads with changes of a namespace in a list. */
interface InNamespace {
  /** The number of workloads that count for the limits. */
  counted: number;
  /** The report rows if a limit stops them. */
  readonly heldBack: SkipTally;
}

/** Collects the decisions about the workloads of a list. */
export class ListPlan {
  /** Plans of workloads with changes, in the order of the list. */
  readonly plans: PlanInMemory[] = [];
  /** Used instead in observe mode. */
  readonly observed: ObservedPlans | undefined;
  readonly namespaces = new Map<string, InNamespace>();
  /** Outcomes of workloads without changes. */
  readonly skipped: SkipTally;
  /** For all workloads. */
  readonly alreadyApplied: AppliedTally;
  readonly #memory: Pick<PlanMemory, 'keep' | 'giveBack'>;
  readonly #examples: number | undefined;
  readonly #rowMemory: RowMemory | undefined;
  readonly #most: number;

  constructor({ push, settings, memory, examples, rowMemory }: ListPlanning) {
    this.observed = settings.mode === 'observe' ? new ObservedPlans(examples) : undefined;
    this.#most = limitsFor(push, settings).workloadsPerNamespace;
    this.#memory = memory.part();
    this.#examples = examples;
    this.#rowMemory = rowMemory;
    this.skipped = new SkipTally(examples, rowMemory);
    this.alreadyApplied = new AppliedTally(rowMemory?.applied);
  }

  /** Adds a decided workload. */
  take(plan: WorkloadPlan): void {
    for (const row of plan.alreadyApplied) this.alreadyApplied.add(row);
    if (isCounted(plan)) this.#of(plan.workload.namespace).counted += 1;
    if (plan.changes.length === 0) this.skipped.add(plan.skipped);
    else this.#takeChanges(plan);
  }

  /** Releases its memory: it is not used. */
  drop(): void {
    this.#memory.giveBack();
    this.skipped.drop();
    this.alreadyApplied.drop();
    for (const { heldBack } of this.namespaces.values()) heldBack.drop();
  }

  #takeChanges(plan: WorkloadPlan): void {
    const namespace = this.#of(plan.workload.namespace);
    namespace.heldBack.add(toHeldBack(plan));
    if (this.observed === undefined) this.plans.push(this.#memory.keep({ ...plan, alreadyApplied: [] }));
    else if (namespace.counted <= this.#most) this.observed.add(plan);
    else this.observed.forget(plan.workload.namespace);
  }

  #of(namespace: string): InNamespace {
    const known = this.namespaces.get(namespace);
    if (known !== undefined) return known;
    const first = { counted: 0, heldBack: new SkipTally(this.#examples, this.#rowMemory?.tentative) };
    this.namespaces.set(namespace, first);
    return first;
  }
}

/** The plan of a cluster, merged from those of its lists, in their order. */
export function joinLists(
  lists: readonly ListPlan[],
  {
    push,
    settings,
    examples,
    rowMemory,
  }: Pick<ClusterPlanning, 'push' | 'settings' | 'examples' | 'rowMemory'>,
): ClusterPlan {
  const counts = lists.flatMap(({ namespaces }) =>
    [...namespaces].map(([namespace, { counted }]) => [namespace, counted] as const),
  );
  const check = checkLimits(counts, limitsFor(push, settings));
  const skipped = new SkipTally(examples, rowMemory);
  const alreadyApplied = new AppliedTally(rowMemory?.applied);
  for (const list of lists) {
    skipped.merge(list.skipped.counts());
    alreadyApplied.merge(list.alreadyApplied);
    for (const [namespace, { heldBack }] of list.namespaces) {
      if (holdsBack(check, namespace)) skipped.adopt(heldBack.counts());
      heldBack.drop();
    }
  }
  const isWritten = (namespace: string): boolean => !holdsBack(check, namespace);
  return {
    plans: lists.flatMap((list) => list.plans.filter((plan) => isWritten(planNamespace(plan)))),
    observed: lists.flatMap((list) => list.observed?.of(isWritten) ?? []),
    skipped: skipped.counts(),
    alreadyApplied,
    faults: limitFaults(check, push, settings),
  };
}

/** The report rows of a plan that a limit stops. */
function toHeldBack({ workload, changes, skipped }: WorkloadPlan): readonly Skipped[] {
  const held = changes.map(({ container, decision }) =>
    toSkipped(workload, container, skip(decision.action === 'update' ? 'TooMany' : decision.reason)),
  );
  return [...skipped, ...held];
}
