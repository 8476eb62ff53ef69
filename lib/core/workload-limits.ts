/**
 * The limits of a push, and the verdict on what is planned (Decide 7). What counts is a workload with an update that is
 * not scaled to zero. What does not count starts no pods, but takes memory and requests: it has limits of its own, beyond
 * which it alone is held back.
 */
import type { LimitedPlans } from './limited-plans.ts';
import { exceeds, NOTHING, plus, type Amount, type PlanLimits } from './plan-amount.ts';
import type { WorkloadPlan } from './plan.ts';
import type { Push } from './push.ts';
import type { Settings } from './settings.ts';

/** What a limit is about: workloads that count, and all others that are written. */
export const PARTS = ['counted', 'uncounted'] as const;
export type Part = (typeof PARTS)[number];

/** Something for each part. */
export type OfParts<T> = Readonly<Record<Part, T>>;

/** Namespaces that are beyond their limit. */
export type Beyond = OfParts<ReadonlySet<string>>;

/** Far more than a person has of what does not count. */
const UNCOUNTED = { perNamespace: 1_000, perCluster: 5_000 };
// For each of them. A record may have 64 KiB, and a workload many containers.
const BYTES_EACH = 2_000;

/** The limits that hold for a push; those of what does not count are at least as high as those of the configuration. */
export function limitsFor(push: Push, { limits }: Pick<Settings, 'limits'>): OfParts<PlanLimits> {
  const { workloadsPerNamespace, workloadsPerCluster } = limits;
  const [inNamespace, inCluster] =
    push.ignoreLimit === true ? [Infinity, Infinity] : [workloadsPerNamespace, workloadsPerCluster];
  return {
    counted: { perNamespace: ofAnySize(inNamespace), perCluster: ofAnySize(inCluster) },
    uncounted: {
      perNamespace: withMemory(Math.max(inNamespace, UNCOUNTED.perNamespace)),
      perCluster: withMemory(Math.max(inCluster, UNCOUNTED.perCluster)),
    },
  };
}

function ofAnySize(workloads: number): Amount {
  return { workloads, bytes: Infinity };
}

function withMemory(workloads: number): Amount {
  return { workloads, bytes: workloads * BYTES_EACH };
}

/** Whether a plan counts for the limits of the configuration: all others start no pods. */
export function isCounted({ workload, changes }: WorkloadPlan): boolean {
  return !workload.scaledToZero && changes.some(({ decision }) => decision.action === 'update');
}

/** What limits come to, of all lists of a cluster. */
export interface Verdict {
  readonly limits: PlanLimits;
  /** How much there is, by namespace. */
  readonly amounts: ReadonlyMap<string, Amount>;
  /** Namespaces that are beyond their limit. */
  readonly beyond: ReadonlySet<string>;
  /** In all other namespaces. */
  readonly total: Amount;
  /** The cluster is beyond its limit. */
  readonly isBeyond: boolean;
  /** It is not, and plans were let go as if it were. */
  readonly isCut: boolean;
}

/** The verdict on one part of all lists; `known` are namespaces that a pass before found to be beyond their limit. */
export function verdictOn(
  lists: readonly LimitedPlans[],
  limits: PlanLimits,
  known: ReadonlySet<string> = new Set(),
): Verdict {
  const amounts = new Map<string, Amount>();
  for (const { namespaces } of lists)
    for (const [namespace, { amount }] of namespaces)
      amounts.set(namespace, plus(amounts.get(namespace) ?? NOTHING, amount));
  const isOver = ([namespace, amount]: readonly [string, Amount]): boolean =>
    known.has(namespace) || exceeds(amount, limits.perNamespace);
  const { over = [], within = [] } = Object.groupBy(amounts, (each) => (isOver(each) ? 'over' : 'within'));
  const total = within.reduce((sum, [, amount]) => plus(sum, amount), NOTHING);
  const isBeyond = exceeds(total, limits.perCluster);
  const isCut = !isBeyond && within.length > 0 && lists.some(({ hasLetGo }) => hasLetGo);
  return { limits, amounts, beyond: new Set(over.map(([namespace]) => namespace)), total, isBeyond, isCut };
}

/** Whether nothing of the cluster may be written: it is beyond its limit, or what is within it is not all there. */
export function holdsBackCluster({ isBeyond, isCut }: Verdict): boolean {
  return isBeyond || isCut;
}

/** Whether nothing of a namespace may be written. */
export function holdsBack(verdict: Verdict, namespace: string): boolean {
  return holdsBackCluster(verdict) || verdict.beyond.has(namespace);
}
