/** How much there is of plans, for limits: workloads, and about how much memory they take. */
import type { WorkloadPlan } from './plan.ts';

export interface Amount {
  readonly workloads: number;
  /** About the memory that their plans take, in bytes. */
  readonly bytes: number;
}

/** The most of a namespace and of a cluster. */
export interface PlanLimits {
  readonly perNamespace: Amount;
  readonly perCluster: Amount;
}

export const NOTHING: Amount = { workloads: 0, bytes: 0 };

// Beside its texts: the object itself, and what is decided for it.
const CONTAINER_BYTES = 256;

/** One workload: its texts, which its owner chooses, and its containers. */
export function amountOf({ workload }: WorkloadPlan): Amount {
  const { annotations, labels, containers } = workload;
  const texts = [
    ...Object.entries(annotations).flat(),
    ...Object.entries(labels).flat(),
    ...containers.flatMap(({ name, image, pointer, pullPolicy = '' }) => [name, image, pointer, pullPolicy]),
  ];
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  return { workloads: 1, bytes: characters + containers.length * CONTAINER_BYTES };
}

export function plus(a: Amount, b: Amount): Amount {
  return { workloads: a.workloads + b.workloads, bytes: a.bytes + b.bytes };
}

export function minus(a: Amount, b: Amount): Amount {
  return { workloads: a.workloads - b.workloads, bytes: a.bytes - b.bytes };
}

/** Whether there is more of anything than `most` has. */
export function exceeds({ workloads, bytes }: Amount, most: Amount): boolean {
  return workloads > most.workloads || bytes > most.bytes;
}
