/** The limits of a push, and the verdict on what is planned (Decide 7). */
import type { ContainerChange, WorkloadPlan } from './plan.ts';
import type { Push } from '../event/push.ts';
import type { WorkloadLimits, Settings } from '../settings.ts';

/** The limits that hold for a push. */
export function limitsFor(
  { ignoreLimit = false }: Push,
  { limits }: Pick<Settings, 'limits'>,
): WorkloadLimits {
  return ignoreLimit ? { workloadsPerNamespace: Infinity, workloadsPerCluster: Infinity } : limits;
}

/**
 * Whether a plan counts for the limits: with an update of this or of an earlier delivery of the push, and not scaled to
 * zero. All others start no pods.
 */
export function isCounted({ workload, changes, alreadyApplied }: WorkloadPlan): boolean {
  if (workload.scaledToZero) return false;
  return alreadyApplied.length > 0 || changes.some(isUpdated);
}

function isUpdated({ decision }: ContainerChange): boolean {
  return decision.action === 'update' || decision.alreadyApplied !== undefined;
}

/** What limits come to. */
export interface LimitCheck {
  readonly limits: WorkloadLimits;
  /** Namespaces that are beyond their limit, with the number of their workloads that count. */
  readonly beyond: ReadonlyMap<string, number>;
  /** Workloads that count in all other namespaces. */
  readonly total: number;
}

/** The verdict on workloads that count, by namespace; the lists of a cluster each tell theirs. */
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

/** Whether nothing of the cluster may be written. */
export function holdsBackCluster({ total, limits }: LimitCheck): boolean {
  return total > limits.workloadsPerCluster;
}

/** Whether nothing of a namespace may be written. */
export function holdsBack(check: LimitCheck, namespace: string): boolean {
  return holdsBackCluster(check) || check.beyond.has(namespace);
}
