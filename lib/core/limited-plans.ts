/** Plans that a namespace or a cluster has a limit of: those beyond it are let go as soon as that is known. */
import { skip } from './decide.ts';
import { skippedOf } from './outcome.ts';
import { amountOf, exceeds, minus, NOTHING, plus, type Amount, type PlanLimits } from './plan-amount.ts';
import type { WorkloadPlan } from './plan.ts';
import type { Skipped } from './report.ts';
import { SkipTally } from './skip-tally.ts';

/** A plan, and its place among all of its list. */
export interface PlacedPlan {
  readonly place: number;
  readonly plan: WorkloadPlan;
}

/** The plans of one namespace in one list. */
export interface NamespacePlan {
  /** How much came, what was let go included. */
  readonly amount: Amount;
  /** Those that were not let go. */
  readonly plans: readonly PlacedPlan[];
  /** What is reported of plans that were let go. */
  readonly heldBack: SkipTally;
}

interface Gathered extends NamespacePlan {
  amount: Amount;
  isBeyond: boolean;
  readonly plans: PlacedPlan[];
}

/** The plans of one list that limits are about, as long as they may be written. */
export class LimitedPlans {
  readonly #namespaces = new Map<string, Gathered>();
  readonly #limits: PlanLimits;
  readonly #beyond: ReadonlySet<string> | undefined;
  readonly #examples: number | undefined;
  /** In namespaces that are not beyond their limit so far. */
  #amount = NOTHING;
  #hasLetGo = false;

  /**
   * `beyond` are namespaces that are known to be beyond their limit, `examples` how many containers are named under each
   * reason.
   */
  constructor(limits: PlanLimits, beyond: ReadonlySet<string> | undefined, examples: number | undefined) {
    this.#limits = limits;
    this.#beyond = beyond;
    this.#examples = examples;
  }

  get namespaces(): ReadonlyMap<string, NamespacePlan> {
    return this.#namespaces;
  }

  /** Whether plans of namespaces that are within their own limit were let go. */
  get hasLetGo(): boolean {
    return this.#hasLetGo;
  }

  add({ place, plan }: PlacedPlan): void {
    const inNamespace = this.#of(plan.workload.namespace);
    const kept = withoutForeignLabels(plan);
    inNamespace.plans.push({ place, plan: kept });
    this.#countIn(inNamespace, amountOf(kept));
    if (this.#hasLetGo || inNamespace.isBeyond) letGo(inNamespace);
    // A namespace that goes beyond its limit later takes all of it out of this amount: then another pass is needed.
    if (this.#hasLetGo || !exceeds(this.#amount, this.#limits.perCluster)) return;
    this.#hasLetGo = true;
    for (const each of this.#namespaces.values()) letGo(each);
  }

  #countIn(inNamespace: Gathered, more: Amount): void {
    const before = inNamespace.amount;
    inNamespace.amount = plus(before, more);
    if (inNamespace.isBeyond) return;
    inNamespace.isBeyond = exceeds(inNamespace.amount, this.#limits.perNamespace);
    this.#amount = inNamespace.isBeyond ? minus(this.#amount, before) : plus(this.#amount, more);
  }

  #of(namespace: string): Gathered {
    const known = this.#namespaces.get(namespace) ?? {
      amount: NOTHING,
      isBeyond: this.#beyond?.has(namespace) === true,
      plans: [],
      heldBack: new SkipTally(this.#examples),
    };
    this.#namespaces.set(namespace, known);
    return known;
  }
}

/** What the report says of a plan that a limit holds back. */
export function heldBackOf({ workload, changes, skipped }: WorkloadPlan): readonly Skipped[] {
  const held = changes.map(({ container, decision }) =>
    skippedOf(workload, container, skip(decision.action === 'update' ? 'TooMany' : 'AlreadyCurrent')),
  );
  return [...skipped, ...held];
}

/** Keeps of a namespace's plans no more than the report says of them. */
function letGo({ plans, heldBack }: Gathered): void {
  for (const { plan } of plans.splice(0)) heldBack.add(...heldBackOf(plan));
}

// Rules are through with the others, and a patch does not need them.
function withoutForeignLabels(plan: WorkloadPlan): WorkloadPlan {
  const { workload } = plan;
  const labels = Object.entries(workload.labels).filter(([key]) => key.includes('image-updater/'));
  return { ...plan, workload: { ...workload, labels: Object.fromEntries(labels) } };
}
