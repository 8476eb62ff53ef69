/**
 * The plan of a cluster, made of its workloads one at a time (Decide 7, the limits): kept are only plans that may be
 * written, and of everything else the lines of the report.
 *
 * What counts is a workload with an update that is not scaled to zero. Beyond the limit of a namespace nothing of that
 * namespace is written, and the namespace does not count for its cluster; beyond the limit of the cluster nothing of
 * the cluster is written.
 */
import { skip } from './decide.ts';
import { skippedOf } from './outcome.ts';
import { planWorkload, type ClusterScope, type WorkloadPlan } from './plan.ts';
import { imageOf, type Push } from './push.ts';
import type { ClusterFault, SkipCount } from './report.ts';
import type { Limits, Settings } from './settings.ts';
import { SkipTally } from './skip-tally.ts';
import { printable } from './text.ts';
import type { Workload } from './workload.ts';

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
  readonly again?: ReadonlySet<string>;
}

/** What the planning of a cluster works with. */
export interface Planning {
  readonly push: Push;
  readonly cluster: ClusterScope;
  readonly settings: Settings;
  /** Containers that are named under each reason; ten unless given, `Infinity` for all. */
  readonly examples?: number | undefined;
  /** Namespaces that a pass before found to be beyond their limit. */
  readonly beyond?: ReadonlySet<string>;
}

/** The plans of one namespace in one list. */
interface NamespacePlan {
  /** Workloads that count. */
  counted: number;
  /** Beyond its limit. */
  beyond: boolean;
  readonly plans: WorkloadPlan[];
  /** What is reported of plans that were let go. */
  readonly heldBack: SkipTally;
}

/** Decides the workloads of one list, and gathers what is to be done about them. */
export class ListPlan {
  readonly namespaces = new Map<string, NamespacePlan>();
  readonly skipped: SkipTally;
  /** Plans of namespaces that are within their own limit were let go. */
  hasLetGo = false;
  readonly #planning: Planning;
  readonly #limits: Limits;
  /** In namespaces that are not beyond their limit so far. */
  #counted = 0;

  constructor(planning: Planning) {
    this.#planning = planning;
    this.#limits = limitsFor(planning);
    this.skipped = new SkipTally(planning.examples);
  }

  /** Decides one more workload. */
  add(workload: Workload): void {
    const { push, cluster, settings } = this.#planning;
    this.take(planWorkload(push, cluster, workload, settings));
  }

  /** Takes a workload that is decided. */
  take(plan: WorkloadPlan): void {
    if (plan.changes.length === 0) return this.skipped.add(...plan.skipped);
    const place = this.#placeOf(plan.workload.namespace);
    place.plans.push(withoutForeignLabels(plan));
    if (countsFor(plan)) this.#count(place);
    // A namespace that goes beyond its limit later takes all of it out of this count: then another pass is needed.
    this.hasLetGo ||= this.#counted > this.#limits.workloadsPerCluster;
    if (this.hasLetGo) for (const each of this.namespaces.values()) letGo(each);
    else if (place.beyond) letGo(place);
  }

  #count(place: NamespacePlan): void {
    const most = this.#limits.workloadsPerNamespace;
    place.counted += 1;
    if (place.beyond) return;
    place.beyond = place.counted > most;
    this.#counted += place.beyond ? -most : 1;
  }

  #placeOf(namespace: string): NamespacePlan {
    const { beyond, examples } = this.#planning;
    const place = this.namespaces.get(namespace) ?? {
      counted: 0,
      beyond: beyond?.has(namespace) === true,
      plans: [],
      heldBack: new SkipTally(examples),
    };
    this.namespaces.set(namespace, place);
    return place;
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
  const { counts, beyond } = countsIn(lists, planning);
  const { workloadsPerCluster } = limitsFor(planning);
  const within = [...counts].filter(([namespace]) => !beyond.has(namespace));
  const total = within.reduce((sum, [, counted]) => sum + counted, 0);
  const isBeyond = total > workloadsPerCluster;
  const isCut = !isBeyond && lists.some((list) => hasLetGo(list, beyond));
  const isHeldBack = (namespace: string): boolean => isBeyond || isCut || beyond.has(namespace);
  const skipped = new SkipTally(planning.examples);
  const plans = lists.flatMap((list) => gather(list, isHeldBack, skipped));
  return {
    plans,
    skipped: skipped.counts().map((each) => explained(each, beyond, planning)),
    faults: [
      ...[...beyond].map((namespace) => namespaceFault(namespace, counts.get(namespace) ?? 0, planning)),
      ...(isBeyond || isCut ? [clusterFault(total, planning)] : []),
    ],
    ...(isCut && { again: beyond }),
  };
}

/** How many workloads of each namespace count, and which namespaces are beyond their limit. */
function countsIn(lists: readonly ListPlan[], planning: Planning) {
  const counts = new Map<string, number>();
  for (const { namespaces } of lists)
    for (const [namespace, { counted }] of namespaces)
      counts.set(namespace, (counts.get(namespace) ?? 0) + counted);
  const { workloadsPerNamespace } = limitsFor(planning);
  const isBeyond = ([namespace, counted]: readonly [string, number]): boolean =>
    counted > workloadsPerNamespace || planning.beyond?.has(namespace) === true;
  return { counts, beyond: new Set([...counts].filter(isBeyond).map(([namespace]) => namespace)) };
}

function hasLetGo(list: ListPlan, beyond: ReadonlySet<string>): boolean {
  return list.hasLetGo && [...list.namespaces.keys()].some((namespace) => !beyond.has(namespace));
}

/** The plans of a list that may be written; all else of it is counted as skipped. */
function gather(
  { namespaces, skipped: own }: ListPlan,
  isHeldBack: (namespace: string) => boolean,
  skipped: SkipTally,
): readonly WorkloadPlan[] {
  skipped.merge(own.counts());
  return [...namespaces].flatMap(([namespace, place]) => {
    if (!isHeldBack(namespace)) return place.plans;
    letGo(place);
    skipped.merge(place.heldBack.counts());
    return [];
  });
}

/** Whether a plan counts for the limits: advances of mark and record roll nothing. */
function countsFor({ workload, changes }: WorkloadPlan): boolean {
  return !workload.scaledToZero && changes.some(({ decision }) => decision.action === 'update');
}

/** Keeps of a namespace's plans no more than the report says of them when they are held back. */
function letGo({ plans, heldBack }: NamespacePlan): void {
  for (const { workload, changes, skipped } of plans.splice(0)) {
    heldBack.add(...skipped);
    for (const { container, decision } of changes)
      heldBack.add(
        skippedOf(workload, container, skip(decision.action === 'update' ? 'TooMany' : 'AlreadyCurrent')),
      );
  }
}

// Rules are through with the others, and a patch does not need them.
function withoutForeignLabels(plan: WorkloadPlan): WorkloadPlan {
  const { workload } = plan;
  const labels = Object.entries(workload.labels).filter(([key]) => key.includes('image-updater/'));
  return { ...plan, workload: { ...workload, labels: Object.fromEntries(labels) } };
}

function limitsFor({ push, settings }: Pick<Planning, 'push' | 'settings'>): Limits {
  return push.ignoreLimit === true ? NO_LIMITS : settings.limits;
}

const NO_LIMITS: Limits = { workloadsPerNamespace: Infinity, workloadsPerCluster: Infinity };

/** With the limit that holds each container back. */
function explained(count: SkipCount, beyond: ReadonlySet<string>, planning: Planning): SkipCount {
  if (count.reason !== 'TooMany') return count;
  const { workloadsPerNamespace, workloadsPerCluster } = limitsFor(planning);
  const detailOf = (namespace: string): string =>
    beyond.has(namespace)
      ? `\`limits.workloadsPerNamespace\` is ${workloadsPerNamespace}`
      : `\`limits.workloadsPerCluster\` is ${workloadsPerCluster}`;
  const examples = count.examples.map((each) => ({ ...each, detail: detailOf(each.workload.namespace) }));
  return { ...count, examples };
}

function namespaceFault(namespace: string, counted: number, planning: Planning): ClusterFault {
  const { workloadsPerNamespace: most } = limitsFor(planning);
  return {
    where: `update the namespace ${printable(namespace)}`,
    ...tooMany('limits.workloadsPerNamespace', most, counted, planning),
  };
}

function clusterFault(counted: number, planning: Planning): ClusterFault {
  const { workloadsPerCluster: most } = limitsFor(planning);
  return {
    where: 'update the cluster',
    ...tooMany('limits.workloadsPerCluster', most, counted, planning),
  };
}

function tooMany(
  limit: string,
  most: number,
  counted: number,
  { push }: Planning,
): Omit<ClusterFault, 'where'> {
  return {
    reason: 'TooMany',
    detail: `expected at most ${most} workloads to update (\`${limit}\`), got ${counted}`,
    terms: { IMAGE: shellWord(imageOf(push)), TIME: new Date(push.publishedAt).toISOString() },
  };
}

// An IPv6 address in a reference has brackets, which shells expand.
function shellWord(image: string): string {
  return /^[\w./:@-]+$/.test(image) ? image : `'${image}'`;
}
