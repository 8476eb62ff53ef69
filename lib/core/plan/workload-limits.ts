/** The limits of a push, and the verdict on its plans (Decide 7). */
import type { ContainerChange, WorkloadPlan } from './plan.ts';
import type { Push } from '../event/push.ts';
import type { WorkloadLimits, Settings } from '../settings.ts';

/** The limits of a push. */
export function limitsFor(
  { ignoreLimit = false }: Push,
  { limits }: Pick<Settings, 'limits'>,
): WorkloadLimits {
  return ignoreLimit ? { workloadsPerNamespace: Infinity, workloadsPerCluster: Infinity } : limits;
}

/**
 * Whether a plan counts for the limits: it has an update by this or an earlier delivery of the push, and is not scaled to zero.
 * All others start no pods.
 */
export function isCounted({ workload, changes, alreadyApplied }: WorkloadPlan): boolean {
  if (workload.scaledToZero) return false;
  return alreadyApplied.length > 0 || changes.some(isUpdated);
}

function isUpdated({ decision }: ContainerChange): boolean {
  return decision.action === 'update' || decision.alreadyApplied !== undefined;
}

/** The verdict. */
export interface LimitCheck {
  readonly limits: WorkloadLimits;
  /** Namespaces beyond their limit, with the number of counted workloads. */
  readonly beyond: ReadonlyMap<string, number>;
  /** The number of counted workloads in all other namespaces. */
  readonly total: number;
}

/** The verdict from counted workloads by namespace, for each list of a cluster. */
export function checkLimits(
  counts: readonly (readonly [namespace: string, counted: number])[],
  limits: WorkloadLimits,
): LimitCheck {
  const sums = new Map<string, number>();
  for (const [namespace, counted] of counts) sums.set(namespace, (sums.get(namespace) ?? 0) + counted);
  const beyond = new Map([...sums].filter(([, counted]) => counted > limits.workloadsPerNamespace));
  const within = [...sums].filter(([namespace]) => !beyond.has(namespace));
  return { limits, beyond, total: within.reduce((sum, [, counted]) => sum + counted, 0) };
}

/** Whether nothing in the cluster may be written. */
export function holdsBackCluster({ total, limits }: LimitCheck): boolean {
  return total > limits.workloadsPerCluster;
}

/** Whether nothing in a namespace may be written. */
export function holdsBack(check: LimitCheck, namespace: string): boolean {
  return holdsBackCluster(check) || check.beyond.has(namespace);
}
