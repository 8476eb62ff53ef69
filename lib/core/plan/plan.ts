/** The plan of a workload: the decision about each container. Writes nothing. */
import { findAlreadyApplied, mayHaveUpdated, withApplied } from './already-applied.ts';
import { decide, type Candidate } from './decide.ts';
import { skip, type RecordOnly, type Decision, type Skip, type Update } from './decision.ts';
import { asksForPushes, choosePolicy, type ContainerPlace } from './effective-policy.ts';
import { findImageTime } from '../workload/image-times.ts';
import { gitOpsOwner } from '../workload/gitops.ts';
import { readHold, isHeld } from '../workload/hold.ts';
import {
  parseUpdateRecords,
  formatUpdateRecords,
  readContainerState,
  type UpdateRecord,
} from '../workload/applied-state.ts';
import { skippedUnknown, toAlreadyApplied, toSkipped } from './outcome.ts';
import type { AnnotationPolicies } from '../policy/annotation-policies.ts';
import type { Push } from '../event/push.ts';
import type { Updated } from '../report/report.ts';
import type { Skipped } from '../report/skipped.ts';
import { selects, type NamespaceSelection, type Settings } from '../settings.ts';
import { findOversize } from '../workload/size-limits.ts';
import { printable } from '../text/printable.ts';
import { findUnknownContainers } from './unknown-container.ts';
import { findUse, type RepositoryUse } from './image-use.ts';
import type { Container } from '../workload/container.ts';
import { isInJob, isInTemplate } from '../workload/kind-images.ts';
import { appliedLabelKey, type Workload } from '../workload/workload.ts';

/** The properties of a cluster that decisions need. */
export interface ClusterScope {
  readonly name: string;
  readonly namespaces: NamespaceSelection;
}

/** The context of decisions in a cluster. */
export interface Planning {
  readonly push: Push;
  readonly cluster: ClusterScope;
  readonly settings: Settings;
  /** Policies in annotations that this push reads in the cluster: the workloads share their limits. */
  readonly policies: AnnotationPolicies;
  /** The local time, milliseconds since the epoch. Undefined: no time counts as being in the future. */
  readonly now?: number | undefined;
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

/**
 * Decides a workload, container by container. It yields after each container that took a millisecond or more, so that
 * other work can continue.
 */
export function* planSteps(workload: Workload, planning: Planning): Generator<void, WorkloadPlan, void> {
  const { push, cluster, settings, policies } = planning;
  const { repository } = push;
  const skippedWhole = skipWhole(workload, cluster);
  const isOurs = mayHaveUpdated(workload, skippedWhole);
  const record = parseUpdateRecords(workload);
  const ambiguous = ambiguousNames(workload);
  const changes: ContainerChange[] = [];
  const skipped: Skipped[] = [];
  const alreadyApplied: Updated[] = [];
  let { costly } = policies;
  for (const container of workload.containers) {
    const use = findUse(container, repository, settings);
    if (use === undefined) continue;
    const place = { cluster: cluster.name, workload, container: container.name, repository, policies };
    const restartable = isRestartable(workload, container);
    const applied = isOurs
      ? findAlreadyApplied(push, { workload, container, use, record, restartable })
      : undefined;
    const decision =
      skipContainer(workload, container.name, { skippedWhole, ambiguous }) ??
      decideContainer(place, { ...use, restartable, inJob: isInJob(container) }, record, planning);
    // Applied label and record still advance if the same push has a later time now.
    if (decision.action === 'recordOnly')
      changes.push({ container, decision: withApplied(decision, applied) });
    else if (applied !== undefined) alreadyApplied.push(toAlreadyApplied(workload, container, applied));
    else if (decision.action === 'skip') skipped.push(toSkipped(workload, container, decision));
    else changes.push({ container, decision });
    if (policies.costly > costly) yield;
    costly = policies.costly;
  }
  const decided = allOrNone({ workload, changes, skipped, alreadyApplied });
  const unknown =
    skippedWhole === undefined && changes.length + skipped.length > 0 ? findUnknownContainers(workload) : [];
  return withinRecord(
    { ...decided, skipped: [...decided.skipped, ...unknown.map((each) => skippedUnknown(workload, each))] },
    record,
  );
}

function skipContainer(
  workload: Workload,
  name: string,
  { skippedWhole, ambiguous }: { skippedWhole: Skip | undefined; ambiguous: ReadonlySet<string> },
): Skip | undefined {
  if (skippedWhole !== undefined) return skippedWhole;
  const owned = skipOwnedByGitOps(workload, name);
  if (owned !== undefined || !ambiguous.has(name)) return owned;
  return skip('InvalidObject', 'the container has no name of its own');
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

/** Decide 1: reasons for all containers of a workload. */
export function skipWhole(workload: Workload, cluster: ClusterScope): Skip | undefined {
  if (!selects(cluster.namespaces, workload.namespace)) return skip('ExcludedNamespace');
  if (workload.oversize !== undefined) return skip('InvalidObject', workload.oversize);
  if (workload.deleting) return skip('BeingDeleted');
  if (workload.controller !== undefined) return skip('Owned', printable(workload.controller));
  if (isHeld(workload)) return skip('Held', describeHold(workload));
  return undefined;
}

/** Decide 1 for each container: the annotation of one container does not affect others, and `never` does not opt in. */
export function skipOwnedByGitOps(workload: Workload, container: string): Skip | undefined {
  const tool = gitOpsOwner(workload, workload.kind.gitOpsMarks);
  return tool === undefined || asksForPushes({ workload, container }) ? undefined : skip('GitOpsOwned', tool);
}

/** The recorded user and reason of the hold. */
function describeHold(workload: Workload): string | undefined {
  const hold = readHold(workload);
  if (hold === undefined) return undefined;
  return printable(hold.why === undefined ? `by ${hold.by}` : `by ${hold.by}: ${hold.why}`);
}

/** Whether pods can be restarted if the image text does not change. */
function isRestartable({ templates }: Workload, container: Container): boolean {
  return !isInJob(container) && templates.some((template) => isInTemplate(container, template));
}

/** Decide 2 to 6. */
function decideContainer(
  place: ContainerPlace,
  use: RepositoryUse & Pick<Candidate, 'restartable' | 'inJob'>,
  record: ReadonlyMap<string, UpdateRecord>,
  { push, settings, now }: Pick<Planning, 'push' | 'settings' | 'now'>,
): Decision {
  if ('invalid' in use) return skip('InvalidImage', use.invalid);
  const choice = choosePolicy(place, settings);
  if ('reason' in choice) return skip(choice.reason, choice.detail);
  const { workload, container } = place;
  return decide(push, {
    image: use.image,
    state: readContainerState(workload, container, use.image.text, record),
    recorded: record.get(container),
    inForce: choice.inForce,
    imageTime: findImageTime(workload, container),
    now,
    restartable: use.restartable,
    inJob: use.inJob,
  });
}

/** Marks and records use the name: containers with the same name, or without one, cannot be distinguished. */
function ambiguousNames({ containers }: Workload): ReadonlySet<string> {
  const seen = new Set<string>();
  const ambiguous = new Set(['']);
  for (const { name } of containers) (seen.has(name) ? ambiguous : seen).add(name);
  return ambiguous;
}
