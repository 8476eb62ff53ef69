/** Decides the workloads of a list as they are read. */
import { ListPlan, type Planning } from '../core/cluster-plan.ts';
import { planSteps } from '../core/plan.ts';
import type { AnnotationPolicies } from '../core/policy/annotation-policies.ts';
import type { Workload } from '../core/workload.ts';
import { inTurns } from './event-loop.ts';
import type { WorkloadSink } from './list/workload-gathering.ts';

export class PlanSink implements WorkloadSink {
  readonly plan: ListPlan;
  readonly #planning: Planning;
  readonly #policies: AnnotationPolicies;

  /** `policies` are those of the cluster: its lists share what may be read. */
  constructor(planning: Planning, policies: AnnotationPolicies) {
    this.plan = new ListPlan(planning);
    this.#planning = planning;
    this.#policies = policies;
  }

  take(workload: Workload): Promise<void> | undefined {
    const { push, cluster, settings } = this.#planning;
    const planned = inTurns(planSteps(push, cluster, workload, settings, this.#policies));
    if (planned instanceof Promise) return planned.then((plan) => this.plan.take(plan));
    this.plan.take(planned);
    return undefined;
  }
}
