/** The plan of a workload: the decision about each container. Writes nothing. */
import { findAlreadyApplied, mayHaveUpdated, withApplied } from './already-applied.ts';
import { isRestartable, readCandidate, readForDecisions } from './candidate.ts';
import { decideNow } from './decide-now.ts';
import { skip, type RecordOnly, type Update } from './decision.ts';
import { formatUpdateRecords, type UpdateRecord } from '../workload/applied-state.ts';
import { skippedUnknown, toAlreadyApplied, toSkipped } from './outcome.ts';
import type { AnnotationPolicies } from '../policy/annotation-policies.ts';
import type { Push } from '../event/push.ts';
import type { Updated } from '../report/report.ts';
import type { Skipped } from '../report/skipped.ts';
import type { Settings } from '../settings.ts';
import { findOversize } from '../workload/size-limits.ts';
import { printable } from '../text/printable.ts';
import { findUnknownContainers } from './unknown-container.ts';
import { findUse } from './image-use.ts';
import type { ClusterScope } from './skip-workload.ts';
import type { Container } from '../workload/container.ts';
import { appliedLabelKey, type Workload } from '../workload/workload.ts';

/** The context of decisions in a cluster. */
export interface Planning {
  readonly push: Push;
  readonly cluster: ClusterScope;
  readonly settings: Settings;
  /** Policies in annotations that this push reads in the cluster: the workloads share their limits. */
  readonly policies: AnnotationPolicies;
  /** The local time, milliseconds since the epoch. Undefined: no time counts as being in the future. */
  readonly now?: number | undefined;
  /** The names of the only containers whose images the push may update. Undefined: all. */
  readonly only?: readonly string[] | undefined;
}

/** A change of a container: of its image, or only of mark and record. */
export interface ContainerChange {
  readonly container: Container;
  readonly decision: Update | RecordOnly;
}

/** The plan of a workload. */
export interface WorkloadPlan {
  readonly workload: Workload;
  /** Changes; without any nothing is patched. */
  readonly changes: readonly ContainerChange[];
  /** Skipped containers. */
  readonly skipped: readonly Skipped[];
  /** Containers that an earlier delivery of the push has updated. */
  readonly alreadyApplied: readonly Updated[];
}

/**
 * Whether the plan changes a container without applied label of a listed workload: T0 is then not completely known, and the
 * workload has to be read by itself before it is written.
 */
export function lacksImageTimes({ workload: { imageTimes, labels }, changes }: WorkloadPlan): boolean {
  const isUnmarked = ({ container }: ContainerChange): boolean =>
    labels[appliedLabelKey(container.name)] === undefined;
  return imageTimes === undefined && changes.some(isUnmarked);
}

/** Decides a workload, container by container. */
export function planWorkload(workload: Workload, planning: Planning): WorkloadPlan {
  const steps = planSteps(workload, planning);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same in steps: it yields after each container that took a millisecond or more, so that other work can continue. */
export function* planSteps(workload: Workload, planning: Planning): Generator<void, WorkloadPlan, void> {
  const { push, cluster, settings, policies, only } = planning;
  const { repository } = push;
  const read = readForDecisions(workload, cluster);
  const { skipped: skippedWhole, record } = read;
  const isOurs = mayHaveUpdated(workload, skippedWhole);
  const changes: ContainerChange[] = [];
  const skipped: Skipped[] = [];
  const alreadyApplied: Updated[] = [];
  let { costly } = policies;
  for (const container of workload.containers) {
    const use = findUse(container, repository, settings);
    if (use === undefined) continue;
    const restartable = isRestartable(workload, container);
    const applied = isOurs
      ? findAlreadyApplied(push, { workload, container, use, record, restartable })
      : undefined;
    const candidate = readCandidate(read, { container, repository, use }, planning);
    const decision = 'action' in candidate ? candidate : decideNow(push, candidate);
    // Applied label and record still advance if the same push has a later time now.
    if (decision.action === 'recordOnly')
      changes.push({ container, decision: withApplied(decision, applied) });
    else if (applied !== undefined) alreadyApplied.push(toAlreadyApplied(workload, container, applied));
    else if (decision.action === 'skip') skipped.push(toSkipped(workload, container, decision));
    else changes.push({ container, decision });
    if (policies.costly > costly) yield;
    costly = policies.costly;
  }
  const decided = allOrNone({ workload, changes: onlyUpdates(changes, only), skipped, alreadyApplied });
  const unknown =
    skippedWhole === undefined && changes.length + skipped.length > 0 ? findUnknownContainers(workload) : [];
  return withinRecord(
    { ...decided, skipped: [...decided.skipped, ...unknown.map((each) => skippedUnknown(workload, each))] },
    record,
  );
}

/** Without the updates of other containers than these. */
function onlyUpdates(
  changes: readonly ContainerChange[],
  only: Planning['only'],
): readonly ContainerChange[] {
  if (only === undefined) return changes;
  return changes.filter(
    ({ container, decision }) => decision.action !== 'update' || only.includes(container.name),
  );
}

/**
 * For an object whose images are updated together, such as the head and the workers of a cluster: no updates if another image
 * of the repository is skipped and does not run the push already.
 */
function allOrNone(plan: WorkloadPlan): WorkloadPlan {
  const { workload, changes, skipped } = plan;
  const left = workload.kind.together ? skipped.find(({ reason }) => reason !== 'AlreadyCurrent') : undefined;
  if (left === undefined) return plan;
  const detail = `${printable(left.container)} is skipped: ${left.reason}`;
  const isUpdate = ({ decision }: ContainerChange): boolean => decision.action === 'update';
  const refused = changes
    .filter(isUpdate)
    .map(({ container }) => toSkipped(workload, container, skip('NotTogether', detail)));
  return {
    ...plan,
    changes: changes.filter((change) => !isUpdate(change)),
    skipped: [...skipped, ...refused],
  };
}

/** Changes with a record beyond the size limit are skipped, because the next push could not read it. */
function withinRecord(plan: WorkloadPlan, record: ReadonlyMap<string, UpdateRecord>): WorkloadPlan {
  const { workload, changes, skipped } = plan;
  if (changes.length === 0) return plan;
  const entries = changes.map(({ container, decision }) => [container.name, decision.applied.entry] as const);
  const tooLarge = findOversize({
    record: Buffer.byteLength(formatUpdateRecords(workload, entries, record)),
  });
  if (tooLarge === undefined) return plan;
  const refused = changes.map(({ container }) =>
    toSkipped(workload, container, skip('InvalidObject', tooLarge)),
  );
  return { ...plan, changes: [], skipped: [...skipped, ...refused] };
}
