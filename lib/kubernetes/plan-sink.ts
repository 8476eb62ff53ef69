/** Decides the workloads of a list as they are read. */
import { ListPlan, type ClusterPlanning } from '../core/plan/cluster-plan.ts';
import { planSteps } from '../core/plan/plan.ts';
import type { Workload } from '../core/workload/workload.ts';
import { WALL_CLOCK, type Clock } from '../async/clock.ts';
import { runWithYields } from '../async/yield-to-event-loop.ts';
import type { WorkloadSink } from './list/workload-gathering.ts';

export class PlanSink implements WorkloadSink {
  readonly plan: ListPlan;
  readonly #planning: Omit<ClusterPlanning, 'now'>;
  readonly #clock: Pick<Clock, 'now'>;

  /** Each workload is decided at its own time, because a list may take a minute. */
  constructor(planning: Omit<ClusterPlanning, 'now'>, clock: Pick<Clock, 'now'> = WALL_CLOCK) {
    this.plan = new ListPlan(planning);
    this.#planning = planning;
    this.#clock = clock;
  }

  take(workload: Workload): Promise<void> | undefined {
    const planned = runWithYields(planSteps(workload, { ...this.#planning, now: this.#clock.now() }));
    if (planned instanceof Promise) return planned.then((plan) => this.plan.take(plan));
    this.plan.take(planned);
    return undefined;
  }

  drop(): void {
    this.plan.drop();
  }
}
