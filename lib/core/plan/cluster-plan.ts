/**
 * The plan of a cluster, made of its workloads one at a time (Decide 7, the limits).
 *
 * Beyond the limit of a namespace nothing of that namespace is written, and the namespace does not count for its
 * cluster; beyond the limit of the cluster nothing of the cluster is written. That is known when all lists are read: until
 * then there is kept what may be written (plan-memory.ts) or is only observed (observed-plans.ts), and of everything else
 * the lines of the report.
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

/** What is to be done in a cluster. */
export interface ClusterPlan {
  /** Workloads to write to, each with at least one change; none in observe mode. */
  readonly plans: readonly PlanInMemory[];
  /** In observe mode, what would be written in their place. */
  readonly observed: readonly ObservedPlan[];
  /** Containers of all other workloads, those that a limit holds back included. */
  readonly skipped: readonly SkipCount[];
  /** Containers that an earlier delivery of the push has updated, whatever limits say now. */
  readonly alreadyApplied: AppliedTally;
  /** `TooMany`: one for each namespace that is beyond its limit, and one for the cluster. */
  readonly faults: readonly ClusterFault[];
}

/** What the planning of a cluster works with. */
export interface ClusterPlanning extends Planning {
  /** Each list takes a part of it. */
  readonly memory: { readonly part: () => Pick<PlanMemory, 'keep' | 'giveBack'> };
  /** Containers that are named under each reason; ten unless given, `Infinity` for all. */
  readonly examples?: number | undefined;
  /** For the containers beyond them; none are kept without it. */
  readonly rowMemory?: RowMemory | undefined;
}

type ListPlanning = Pick<ClusterPlanning, 'push' | 'settings' | 'memory' | 'examples' | 'rowMemory'>;

/** The workloads with changes of one namespace in one list. */
interface InNamespace {
  /** How many of them count for the limits. */
  counted: number;
  /** What is reported of them if a limit holds them back. */
  readonly heldBack: SkipTally;
}

/** Gathers what is decided about the workloads of one list. */
export class ListPlan {
  /** Of workloads with changes, in the order of the list. */
  readonly plans: PlanInMemory[] = [];
  /** They take their place in observe mode. */
  readonly observed: ObservedPlans | undefined;
  readonly namespaces = new Map<string, InNamespace>();
  /** Of workloads without changes. */
  readonly skipped: SkipTally;
  /** Of all workloads. */
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

  /** Takes a workload that is decided. */
  take(plan: WorkloadPlan): void {
    for (const row of plan.alreadyApplied) this.alreadyApplied.add(row);
    if (isCounted(plan)) this.#of(plan.workload.namespace).counted += 1;
    if (plan.changes.length === 0) this.skipped.add(plan.skipped);
    else this.#takeChanges(plan);
  }

  /** Gives back its memory: nothing of it is used. */
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

/** The plan of a cluster, made of those of its lists, in their order. */
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

/** What the report says of a plan that a limit holds back. */
function toHeldBack({ workload, changes, skipped }: WorkloadPlan): readonly Skipped[] {
  const held = changes.map(({ container, decision }) =>
    toSkipped(workload, container, skip(decision.action === 'update' ? 'TooMany' : decision.reason)),
  );
  return [...skipped, ...held];
}
