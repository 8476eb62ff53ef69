/** Plans of clusters within limits. */
import type { ClusterPlan, ClusterPlanning } from '../../../lib/core/plan/cluster-plan.ts';
import { isWhole } from '../../../lib/core/plan/plan-memory.ts';
import type { WorkloadPlan } from '../../../lib/core/plan/plan.ts';
import type { WorkloadLimits } from '../../../lib/core/settings.ts';
import { digest, REPOSITORY, settings } from '../../support/builders.ts';
import { planning } from '../../support/planning.ts';

export const IMAGE = `${REPOSITORY}:v1`;
export const NEW = `${IMAGE}@${digest(1)}`;

export const within = (
  limits: Partial<WorkloadLimits> = {},
  changes: Partial<ClusterPlanning> = {},
): ClusterPlanning => {
  const all = { workloadsPerNamespace: 100, workloadsPerCluster: 200, ...limits };
  return planning({ settings: settings({ limits: all }), ...changes });
};

/** The namespaces and names that are written. */
export const changed = ({ plans }: Pick<ClusterPlan, 'plans'>): string[] =>
  plans.map((plan) => {
    const { namespace, name } = isWhole(plan) ? plan.workload : plan;
    return `${namespace}/${name}`;
  });
export const whole = ({ plans }: Pick<ClusterPlan, 'plans'>): readonly WorkloadPlan[] =>
  plans.filter(isWhole);

export const where = ({ faults }: ClusterPlan): string[] =>
  faults.map((fault) => `${fault.reason} ${fault.where.replace(/^update the /, '')}`);
