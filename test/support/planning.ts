/** What the tests plan with, and workloads that are all there: production decides them as they are read. */
import {
  ListPlan,
  joinLists,
  type ClusterPlan,
  type ClusterPlanning,
} from '../../lib/core/plan/cluster-plan.ts';
import { PlanMemory } from '../../lib/core/plan/plan-memory.ts';
import { planWorkload, type Planning, type WorkloadPlan } from '../../lib/core/plan/plan.ts';
import { AnnotationPolicies } from '../../lib/core/policy/annotation-policies.ts';
import type { Workload } from '../../lib/core/workload/workload.ts';
import { CLUSTER, push, settings } from './builders.ts';

/** Each has policies in annotations of its own. */
export function planning(changes: Partial<ClusterPlanning> = {}): ClusterPlanning {
  return {
    push: push(),
    cluster: CLUSTER,
    settings: settings(),
    policies: new AnnotationPolicies(),
    memory: new PlanMemory(),
    ...changes,
  };
}

/** The plan of one workload that is alone in its cluster. */
export function planned(workload: Workload, changes: Partial<Planning> = {}): WorkloadPlan {
  return planWorkload(workload, planning(changes));
}

/** The plan of a cluster with one list. */
export function planCluster(asked: ClusterPlanning, workloads: readonly Workload[]): ClusterPlan {
  return joinLists([listPlan(asked, workloads)], asked);
}

/** The plan of one list. */
export function listPlan(asked: ClusterPlanning, workloads: readonly Workload[]): ListPlan {
  const list = new ListPlan(asked);
  for (const workload of workloads) list.take(planWorkload(workload, asked));
  return list;
}
