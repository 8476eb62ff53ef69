/** Plans that a namespace or a cluster has a limit of: those beyond it are let go as soon as that is known. */
import { skip } from './decide.ts';
import { skippedOf } from './outcome.ts';
import type { WorkloadPlan } from './plan.ts';
import type { Limits } from './settings.ts';
import { SkipTally } from './skip-tally.ts';

/** The plans of one namespace in one list. */
export interface NamespacePlan {
  count: number;
  isBeyond: boolean;
  readonly plans: WorkloadPlan[];
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

  add(plan: WorkloadPlan): void {
    const place = this.#placeOf(plan.workload.namespace);
    place.plans.push(withoutForeignLabels(plan));
    this.#countIn(place);
    // A namespace that goes beyond its limit later takes all of it out of this count: then another pass is needed.
    this.hasLetGo ||= this.#count > this.#limits.workloadsPerCluster;
    if (this.hasLetGo) for (const each of this.namespaces.values()) letGo(each);
    else if (place.isBeyond) letGo(place);
  }

  #countIn(place: NamespacePlan): void {
    const most = this.#limits.workloadsPerNamespace;
    place.count += 1;
    if (place.isBeyond) return;
    place.isBeyond = place.count > most;
    this.#count += place.isBeyond ? -most : 1;
  }

  #placeOf(namespace: string): NamespacePlan {
    const place = this.namespaces.get(namespace) ?? {
      count: 0,
      isBeyond: this.#beyond?.has(namespace) === true,
      plans: [],
      heldBack: new SkipTally(this.#examples),
    };
    this.namespaces.set(namespace, place);
    return place;
  }
}

/** Keeps of a namespace's plans no more than the report says of them when they are held back. */
export function letGo({ plans, heldBack }: NamespacePlan): void {
  for (const { workload, changes, skipped } of plans.splice(0)) {
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
