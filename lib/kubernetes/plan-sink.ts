/** Decides the workloads of a list as they are read. */
import { ListPlan, type ClusterPlanning } from '../core/plan/cluster-plan.ts';
import { planSteps } from '../core/plan/plan.ts';
import type { Workload } from '../core/workload/workload.ts';
import { runWithYields } from '../async/yield-to-event-loop.ts';
import type { WorkloadSink } from './list/workload-gathering.ts';

export class PlanSink implements WorkloadSink {
  readonly plan: ListPlan;
  readonly #planning: ClusterPlanning;

  constructor(planning: ClusterPlanning) {
    this.plan = new ListPlan(planning);
    this.#planning = planning;
  }

  take(workload: Workload): Promise<void> | undefined {
    const planned = runWithYields(planSteps(workload, this.#planning));
    if (planned instanceof Promise) return planned.then((plan) => this.plan.take(plan));
    this.plan.take(planned);
    return undefined;
  }

  drop(): void {
    this.plan.drop();
  }
}
