/** Plans that a namespace or a cluster has a limit of: those beyond it are let go as soon as that is known. */
import { skip } from './decide.ts';
import { skippedOf } from './outcome.ts';
import type { WorkloadPlan } from './plan.ts';
import type { Limits } from './settings.ts';
import { SkipTally } from './skip-tally.ts';

/** A plan, and its place among all of its list. */
export interface PlacedPlan {
  readonly place: number;
  readonly plan: WorkloadPlan;
}

/** The plans of one namespace in one list. */
export interface NamespacePlan {
  count: number;
  isBeyond: boolean;
  readonly plans: PlacedPlan[];
  /** What is reported of plans that were let go. */
  readonly heldBack: SkipTally;
}

/** The plans of one list that limits are about, as long as they may be written. */
export class LimitedPlans {
  readonly namespaces = new Map<string, NamespacePlan>();
  /** Plans of namespaces that are within their own limit were let go. */
  hasLetGo = false;
  readonly #limits: Limits;
  readonly #beyond: ReadonlySet<string> | undefined;
  readonly #examples: number | undefined;
  /** In namespaces that are not beyond their limit so far. */
  #count = 0;

  /**
   * `beyond` are namespaces that are known to be beyond their limit, `examples` how many containers are named under each
   * reason.
   */
  constructor(limits: Limits, beyond: ReadonlySet<string> | undefined, examples: number | undefined) {
    this.#limits = limits;
    this.#beyond = beyond;
    this.#examples = examples;
  }

  /** `weight` is for how many workloads it counts. */
  add({ place, plan }: PlacedPlan, weight = 1): void {
    const inNamespace = this.#of(plan.workload.namespace);
    inNamespace.plans.push({ place, plan: withoutForeignLabels(plan) });
    this.#countIn(inNamespace, weight);
    // A namespace that goes beyond its limit later takes all of it out of this count: then another pass is needed.
    this.hasLetGo ||= this.#count > this.#limits.workloadsPerCluster;
    if (this.hasLetGo) for (const each of this.namespaces.values()) letGo(each);
    else if (inNamespace.isBeyond) letGo(inNamespace);
  }

  #countIn(inNamespace: NamespacePlan, weight: number): void {
    const before = inNamespace.count;
    inNamespace.count += weight;
    if (inNamespace.isBeyond) return;
    inNamespace.isBeyond = inNamespace.count > this.#limits.workloadsPerNamespace;
    this.#count += inNamespace.isBeyond ? -before : weight;
  }

  #of(namespace: string): NamespacePlan {
    const known = this.namespaces.get(namespace) ?? {
      count: 0,
      isBeyond: this.#beyond?.has(namespace) === true,
      plans: [],
      heldBack: new SkipTally(this.#examples),
    };
    this.namespaces.set(namespace, known);
    return known;
  }
}

/** Keeps of a namespace's plans no more than the report says of them when they are held back. */
export function letGo({ plans, heldBack }: NamespacePlan): void {
  for (const { plan } of plans.splice(0)) {
    const { workload, changes, skipped } = plan;
    heldBack.add(...skipped);
    for (const { container, decision } of changes)
      heldBack.add(
        skippedOf(workload, container, skip(decision.action === 'update' ? 'TooMany' : 'AlreadyCurrent')),
      );
  }
}

// Rules are through with the others, and a patch does not need them.
function withoutForeignLabels(plan: WorkloadPlan): WorkloadPlan {
  const { workload } = plan;
  const labels = Object.entries(workload.labels).filter(([key]) => key.includes('image-updater/'));
  return { ...plan, workload: { ...workload, labels: Object.fromEntries(labels) } };
}
