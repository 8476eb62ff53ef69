/** The plan: of the workloads of one cluster, which containers change and which do not, and why. Nothing is written here. */
import { decide, skip, type Decision, type Skip, type Update } from './decide.ts';
import { choosePolicy, hasPolicyAnnotation } from './follow.ts';
import { gitOpsOwner } from './gitops.ts';
import { parseImage, type ImageReference } from './image-reference.ts';
import { stateOf, type Trace } from './mark.ts';
import type { Push } from './push.ts';
import type { Skipped, Subject, Updated } from './report.ts';
import { lastSegment, repositoryOf, type Repository } from './repository.ts';
import { selects, type NamespaceSelection, type Settings } from './settings.ts';
import { printable } from './text.ts';
import { HOLD_LABEL, idOf, type Container, type Workload } from './workload.ts';

/** What decisions need to know of a cluster. */
export interface ClusterScope {
  readonly name: string;
  readonly namespaces: NamespaceSelection;
}

/** A container that is written to: its image changes, or only mark and record advance. */
export interface Change {
  readonly container: Container;
  readonly decision: Update | (Skip & { readonly trace: Trace });
}

/** What is planned for one workload. */
export interface WorkloadPlan {
  readonly workload: Workload;
  /** Containers to write to; with none of them there is nothing to patch. */
  readonly changes: readonly Change[];
  /** Containers that are left as they are. */
  readonly skipped: readonly Skipped[];
}

/** Whether the workload has a container that uses the repository, or names it in an image that can not be read. */
export function usesRepository(workload: Workload, repository: Repository, settings: Settings): boolean {
  return workload.containers.some((container) => useOf(container, repository, settings) !== undefined);
}

/** Decides all workloads of a cluster; more updates than the limit turn into `TooMany`, every one. */
export function planCluster(
  push: Push,
  cluster: ClusterScope,
  workloads: readonly Workload[],
  settings: Settings,
): WorkloadPlan[] {
  const plans = workloads.map((workload) => planWorkload(push, cluster, workload, settings));
  const updates = plans
    .flatMap(({ changes }) => changes)
    .filter(({ decision }) => decision.action === 'update');
  const limit = settings.limits.updatesPerCluster;
  return updates.length > limit
    ? plans.map((plan) => tooMany(plan, `${updates.length} updates, the limit is ${limit}`))
    : plans;
}

/** Decides one workload, container by container. */
export function planWorkload(
  push: Push,
  cluster: ClusterScope,
  workload: Workload,
  settings: Settings,
): WorkloadPlan {
  const skippedWhole = skipWhole(workload, cluster);
  const decided = workload.containers.flatMap((container) => {
    const image = useOf(container, push.repository, settings);
    if (image === undefined) return [];
    const decision = skippedWhole ?? decideContainer(push, cluster, workload, container, image, settings);
    return [{ container, decision }];
  });
  return {
    workload,
    changes: decided.filter(isChange),
    skipped: decided.flatMap(({ container, decision }) =>
      decision.action === 'skip' && decision.trace === undefined
        ? [skippedOf(workload, container, decision)]
        : [],
    ),
  };
}

/** What the report says of a change that was made, or in observe mode would have been. */
export function outcomeOf(
  workload: Workload,
  { container, decision }: Change,
  result: Updated['result'],
): Updated | Skipped {
  if (decision.action === 'skip') return skippedOf(workload, container, decision);
  const { from, to, restart } = decision;
  const keepsOldBits = from === to && pullPolicyOf(container) !== 'Always';
  return {
    ...subjectOf(workload, container),
    result,
    from,
    to,
    effect: workload.effect,
    restarted: restart,
    keepsOldBits,
  };
}

// Where nothing is said, Kubernetes goes by the tag; built-in kinds have it filled in, others do not.
function pullPolicyOf({ image, pullPolicy }: Container): string {
  const [, tag = 'latest'] = lastSegment(image).split(':');
  return pullPolicy ?? (tag === 'latest' ? 'Always' : 'IfNotPresent');
}

/** Which container an outcome speaks of. */
export function subjectOf(workload: Workload, container: Container): Subject {
  return { workload: idOf(workload), container: container.name, image: container.image };
}

function decideContainer(
  push: Push,
  cluster: ClusterScope,
  workload: Workload,
  container: Container,
  image: Use,
  settings: Settings,
): Decision {
  if ('invalid' in image) return skip('InvalidImage', image.invalid);
  if (!hasOwnName(container, workload)) return skip('InvalidObject', 'the container has no name of its own');
  const choice = choosePolicy(
    { cluster: cluster.name, workload, container: container.name, repository: push.repository },
    settings,
  );
  if ('reason' in choice) return skip(choice.reason, choice.detail);
  return decide(push, {
    image: image.image,
    state: stateOf(workload, container.name, image.image.text),
    followed: choice.followed,
    createdAt: workload.createdAt,
    restartable: workload.kind.restartable,
  });
}

/** Decide 1: reasons that hold for all containers of a workload. */
function skipWhole(workload: Workload, cluster: ClusterScope): Skip | undefined {
  if (!selects(cluster.namespaces, workload.namespace)) return skip('ExcludedNamespace');
  if (workload.deleting) return skip('BeingDeleted');
  if (workload.controller !== undefined) return skip('Owned', printable(workload.controller));
  if ((workload.labels[HOLD_LABEL] ?? 'false') !== 'false') return skip('Held');
  const tool = gitOpsOwner(workload);
  if (tool !== undefined && !hasPolicyAnnotation(workload)) return skip('GitOpsOwned', tool);
  return undefined;
}

type Use = { readonly image: ImageReference } | { readonly invalid: string };

/** The container's image where it is of this repository, or can not be read and names it; else undefined. */
function useOf(container: Container, repository: Repository, settings: Settings): Use | undefined {
  const name = lastSegment(repository);
  if (!container.image.includes(name)) return undefined; // every spelling of the repository ends in it
  const parsed = parseImage(container.image);
  if ('invalid' in parsed) return namesSegment(container.image, name) ? parsed : undefined;
  return repositoryOf(parsed.image, settings.aliases) === repository ? parsed : undefined;
}

/** Whether a text that is no reference has the name in it as one whole segment. */
function namesSegment(text: string, name: string): boolean {
  return text.split(/[^\w.-]+/).includes(name);
}

/** Marks and records go by the name: two containers of one name, or of none, can not be told apart. */
function hasOwnName({ name }: Container, { containers }: Workload): boolean {
  return name !== '' && containers.filter((other) => other.name === name).length === 1;
}

function isChange(decided: { container: Container; decision: Decision }): decided is Change {
  return decided.decision.trace !== undefined;
}

function skippedOf(workload: Workload, container: Container, { reason, detail }: Skip): Skipped {
  return {
    ...subjectOf(workload, container),
    result: 'skipped',
    reason,
    ...(detail === undefined ? {} : { detail }),
  };
}

function tooMany({ workload, changes, skipped }: WorkloadPlan, detail: string): WorkloadPlan {
  const refused = changes.map(({ container, decision }) =>
    skippedOf(workload, container, decision.action === 'update' ? skip('TooMany', detail) : decision),
  );
  return { workload, changes: [], skipped: [...skipped, ...refused] };
}
