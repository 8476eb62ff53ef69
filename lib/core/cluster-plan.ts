/**
 * The plan of a cluster, made of its workloads one at a time (Decide 7, the limits): kept are only plans that may be
 * written, and of everything else the lines of the report.
 *
 * What counts is a workload with an update that is not scaled to zero. Beyond the limit of a namespace nothing of that
 * namespace is written, and the namespace does not count for its cluster; beyond the limit of the cluster nothing of
 * the cluster is written. What does not count has limits of its own, beyond which it alone is held back.
 */
import { letGo, LimitedPlans, type PlacedPlan } from './limited-plans.ts';
import { planWorkload, type ClusterScope, type WorkloadPlan } from './plan.ts';
import { imageOf, type Push } from './push.ts';
import type { ClusterFault, SkipCount } from './report.ts';
import type { Limits, Settings } from './settings.ts';
import { SkipTally } from './skip-tally.ts';
import { printable } from './text.ts';
import { RECORD_ANNOTATION, type Workload } from './workload.ts';

/** What is to be done in a cluster. */
export interface ClusterPlan {
  /** Workloads to write to, each with at least one change. */
  readonly plans: readonly WorkloadPlan[];
  /** Containers of all other workloads, those that a limit holds back included. */
  readonly skipped: readonly SkipCount[];
  /** `TooMany`: one for each namespace that is beyond its limit, and one for the cluster. */
  readonly faults: readonly ClusterFault[];
  /**
   * Missing unless plans were let go that are within the limits after all: the namespaces that are beyond theirs, for
   * {@link Planning.beyond} of another pass. Without it, this plan holds the whole cluster back.
   */
  readonly again?: Beyond;
}

/** What the planning of a cluster works with. */
export interface Planning {
  readonly push: Push;
  readonly cluster: ClusterScope;
  readonly settings: Settings;
  /** Containers that are named under each reason; ten unless given, `Infinity` for all. */
  readonly examples?: number | undefined;
  /** Namespaces that a pass before found to be beyond their limits. */
  readonly beyond?: Beyond;
}

/** What a limit is about: workloads that count, and all others that are written. */
const PARTS = ['counted', 'uncounted'] as const;
type Part = (typeof PARTS)[number];

/** Namespaces that are beyond their limit, by what the limit is about. */
export type Beyond = Readonly<Record<Part, ReadonlySet<string>>>;

/** Decides the workloads of one list, and gathers what is to be done about them. */
export class ListPlan implements Readonly<Record<Part, LimitedPlans>> {
  readonly counted: LimitedPlans;
  readonly uncounted: LimitedPlans;
  readonly skipped: SkipTally;
  readonly #planning: Planning;
  #taken = 0;

  constructor(planning: Planning) {
    this.#planning = planning;
    const { beyond, examples } = planning;
    const { counted, uncounted } = limitsFor(planning);
    this.counted = new LimitedPlans(counted, beyond?.counted, examples);
    this.uncounted = new LimitedPlans(uncounted, beyond?.uncounted, examples);
    this.skipped = new SkipTally(examples);
  }

  /** Decides one more workload. */
  add(workload: Workload): void {
    const { push, cluster, settings } = this.#planning;
    this.take(planWorkload(push, cluster, workload, settings));
  }

  /** Takes a workload that is decided. */
  take(plan: WorkloadPlan): void {
    const placed = { place: (this.#taken += 1), plan };
    if (plan.changes.length === 0) this.skipped.add(...plan.skipped);
    else if (isCounted(plan)) this.counted.add(placed);
    else this.uncounted.add(placed, weightOf(plan));
  }
}

/** Plans workloads that are all there. */
export function planCluster(planning: Planning, workloads: readonly Workload[]): ClusterPlan {
  const list = new ListPlan(planning);
  for (const workload of workloads) list.add(workload);
  return planOf([list], planning);
}

/** The plan of a cluster, made of those of its lists, in their order. */
export function planOf(lists: readonly ListPlan[], planning: Planning): ClusterPlan {
  const counted = verdictOn('counted', lists, planning);
  const uncounted = verdictOn('uncounted', lists, planning);
  const isHeldBack: Readonly<Record<Part, (namespace: string) => boolean>> = {
    counted: (namespace) => holdsBack(counted, namespace),
    uncounted: (namespace) => holdsBack(counted, namespace) || holdsBack(uncounted, namespace),
  };
  const skipped = new SkipTally(planning.examples);
  for (const list of lists) skipped.merge(list.skipped.counts());
  const plans = lists.flatMap((list) =>
    PARTS.flatMap((part) => gather(list[part], isHeldBack[part], skipped))
      .toSorted((a, b) => a.place - b.place)
      .map(({ plan }) => plan),
  );
  const isCut = !counted.isBeyond && (counted.isCut || uncounted.isCut);
  return {
    plans,
    skipped: skipped.counts(),
    faults: [...faultsOf('counted', counted, planning), ...faultsOf('uncounted', uncounted, planning)],
    ...(isCut && { again: { counted: counted.beyond, uncounted: uncounted.beyond } }),
  };
}

/** What limits come to, of all lists. */
interface Verdict {
  /** How many workloads there are, by namespace. */
  readonly counts: ReadonlyMap<string, number>;
  /** Namespaces that are beyond their limit. */
  readonly beyond: ReadonlySet<string>;
  /** In all other namespaces. */
  readonly total: number;
  /** The cluster is beyond its limit. */
  readonly isBeyond: boolean;
  /** It is not, and plans were let go as if it were. */
  readonly isCut: boolean;
}

function verdictOn(part: Part, lists: readonly ListPlan[], planning: Planning): Verdict {
  const limits = limitsFor(planning)[part];
  const counts = new Map<string, number>();
  for (const list of lists)
    for (const [namespace, { count }] of list[part].namespaces)
      counts.set(namespace, (counts.get(namespace) ?? 0) + count);
  const all = [...counts];
  const isOver = ([namespace, count]: readonly [string, number]): boolean =>
    count > limits.workloadsPerNamespace || planning.beyond?.[part].has(namespace) === true;
  const beyond = new Set(all.filter(isOver).map(([namespace]) => namespace));
  const total = all.reduce((sum, [namespace, count]) => sum + (beyond.has(namespace) ? 0 : count), 0);
  const isBeyond = total > limits.workloadsPerCluster;
  const isCut = !isBeyond && total > 0 && lists.some((list) => list[part].hasLetGo);
  return { counts, beyond, total, isBeyond, isCut };
}

function holdsBack({ beyond, isBeyond, isCut }: Verdict, namespace: string): boolean {
  return isBeyond || isCut || beyond.has(namespace);
}

/** The plans that may be written; all others are counted as skipped. */
function gather(
  { namespaces }: LimitedPlans,
  isHeldBack: (namespace: string) => boolean,
  skipped: SkipTally,
): readonly PlacedPlan[] {
  return [...namespaces].flatMap(([namespace, inNamespace]) => {
    if (!isHeldBack(namespace)) return inNamespace.plans;
    letGo(inNamespace);
    skipped.merge(inNamespace.heldBack.counts());
    return [];
  });
}

/** Whether a plan counts for the limits of the configuration: all others start no pods. */
function isCounted({ workload, changes }: WorkloadPlan): boolean {
  return !workload.scaledToZero && changes.some(({ decision }) => decision.action === 'update');
}

// A record may have 64 KiB, and a workload many containers.
const WEIGHT_BYTES = 4096;
const CONTAINER_BYTES = 1024;

/** One for nearly every workload, more for one whose plan takes more memory than many. */
function weightOf({ workload, changes }: WorkloadPlan): number {
  const record = workload.annotations[RECORD_ANNOTATION]?.length ?? 0;
  return Math.ceil((record + changes.length * CONTAINER_BYTES) / WEIGHT_BYTES);
}

/**
 * What starts no pods takes memory and requests all the same: these limits are far beyond what a person has, and hold
 * back nothing that counts.
 */
const UNCOUNTED: Limits = { workloadsPerNamespace: 1_000, workloadsPerCluster: 5_000 };
const NO_LIMITS: Limits = { workloadsPerNamespace: Infinity, workloadsPerCluster: Infinity };

function limitsFor({ push, settings }: Pick<Planning, 'push' | 'settings'>): Readonly<Record<Part, Limits>> {
  if (push.ignoreLimit === true) return { counted: NO_LIMITS, uncounted: NO_LIMITS };
  const { limits } = settings;
  return {
    counted: limits,
    uncounted: {
      workloadsPerNamespace: Math.max(limits.workloadsPerNamespace, UNCOUNTED.workloadsPerNamespace),
      workloadsPerCluster: Math.max(limits.workloadsPerCluster, UNCOUNTED.workloadsPerCluster),
    },
  };
}

/** `TooMany` for each namespace that is beyond its limit, and for the cluster. */
function faultsOf(part: Part, verdict: Verdict, planning: Planning): ClusterFault[] {
  const { counts: all, beyond, total, isBeyond, isCut } = verdict;
  const { workloadsPerNamespace, workloadsPerCluster } = limitsFor(planning)[part];
  const [namespaceLimit, clusterLimit] = WORDS[part];
  return [
    ...[...beyond].map((namespace) => ({
      where: `update the namespace ${printable(namespace)}`,
      ...tooMany(workloadsPerNamespace, namespaceLimit, all.get(namespace) ?? 0, planning),
    })),
    ...(isBeyond || isCut
      ? [{ where: 'update the cluster', ...tooMany(workloadsPerCluster, clusterLimit, total, planning) }]
      : []),
  ];
}

const SMALL_CHANGES =
  'workloads to write that are scaled to zero or run the image already, large ones counted several times';
const WORDS: Readonly<Record<Part, readonly [namespace: string, cluster: string]>> = {
  counted: [
    'workloads to update (`limits.workloadsPerNamespace`)',
    'workloads to update (`limits.workloadsPerCluster`)',
  ],
  uncounted: [SMALL_CHANGES, SMALL_CHANGES],
};

function tooMany(most: number, what: string, count: number, { push }: Planning): Omit<ClusterFault, 'where'> {
  return {
    reason: 'TooMany',
    detail: `expected at most ${most} ${what}, got ${count}`,
    terms: { IMAGE: shellWord(imageOf(push)), TIME: new Date(push.publishedAt).toISOString() },
  };
}

// An IPv6 address in a reference has brackets, which shells expand.
function shellWord(image: string): string {
  return /^[\w./:@-]+$/.test(image) ? image : `'${image}'`;
}
