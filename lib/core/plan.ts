/** The plan: of the workloads of one cluster, which containers change and which do not, and why. Nothing is written here. */
import { decide, skip, type Advance, type Decision, type Skip, type Update } from './decide.ts';
import { asksForPushes, choosePolicy, type Place } from './follow.ts';
import { gitOpsOwner } from './gitops.ts';
import { holdOf, isHeld } from './hold.ts';
import { parseRecord, stateOf, type Entry } from './mark.ts';
import { skippedOf, skippedUnknown } from './outcome.ts';
import type { Push } from './push.ts';
import type { Skipped } from './report.ts';
import { selects, type NamespaceSelection, type Settings } from './settings.ts';
import { printable } from './text.ts';
import { unknownContainersOf } from './unknown-container.ts';
import { useOf, type Use } from './use.ts';
import type { Container, Workload } from './workload.ts';

/** What decisions need to know of a cluster. */
export interface ClusterScope {
  readonly name: string;
  readonly namespaces: NamespaceSelection;
}

/** A container that is written to: its image changes, or only mark and record advance. */
export interface Change {
  readonly container: Container;
  readonly decision: Update | Advance;
}

/** What is planned for one workload. */
export interface WorkloadPlan {
  readonly workload: Workload;
  /** Containers to write to; with none of them there is nothing to patch. */
  readonly changes: readonly Change[];
  /** Containers that are left as they are. */
  readonly skipped: readonly Skipped[];
}

/** Decides all workloads of a cluster; more updates than the limit turn into `TooMany`, every one (Decide 7). */
export function planCluster(
  push: Push,
  cluster: ClusterScope,
  workloads: readonly Workload[],
  settings: Settings,
): WorkloadPlan[] {
  const plans = workloads.map((workload) => planWorkload(push, cluster, workload, settings));
  const updates = plans
    .flatMap(({ changes }) => changes)
    .filter(({ decision }) => decision.action === 'update').length;
  const limit = settings.limits.updatesPerCluster;
  return updates > limit
    ? plans.map((plan) => tooMany(plan, `${updates} updates, the limit is ${limit}`))
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
  const record = parseRecord(workload);
  const ambiguous = ambiguousNames(workload);
  const changes: Change[] = [];
  const skipped: Skipped[] = [];
  for (const container of workload.containers) {
    const use = useOf(container, push.repository, settings);
    if (use === undefined) continue;
    const place = { cluster: cluster.name, workload, container: container.name, repository: push.repository };
    const decision =
      skippedWhole ??
      skipOwnedByGitOps(workload, container.name) ??
      (ambiguous.has(container.name)
        ? skip('InvalidObject', 'the container has no name of its own')
        : decideContainer(push, place, use, record, settings));
    if (decision.action === 'skip') skipped.push(skippedOf(workload, container, decision));
    else changes.push({ container, decision });
  }
  if (skippedWhole === undefined && changes.length + skipped.length > 0)
    skipped.push(...unknownContainersOf(workload).map((each) => skippedUnknown(workload, each)));
  return { workload, changes, skipped };
}

/** Decide 1: reasons that hold for all containers of a workload. */
export function skipWhole(workload: Workload, cluster: ClusterScope): Skip | undefined {
  if (!selects(cluster.namespaces, workload.namespace)) return skip('ExcludedNamespace');
  if (workload.deleting) return skip('BeingDeleted');
  if (workload.controller !== undefined) return skip('Owned', printable(workload.controller));
  if (isHeld(workload)) return skip('Held', holderOf(workload));
  return undefined;
}

/** Decide 1 for each container by itself: what one follows lifts nothing from the others, and `never` nothing at all. */
export function skipOwnedByGitOps(workload: Workload, container: string): Skip | undefined {
  const tool = gitOpsOwner(workload);
  return tool === undefined || asksForPushes({ workload, container }) ? undefined : skip('GitOpsOwned', tool);
}

/** Who holds it and why, where that was said. */
function holderOf(workload: Workload): string | undefined {
  const hold = holdOf(workload);
  if (hold === undefined) return undefined;
  return printable(hold.why === undefined ? `by ${hold.by}` : `by ${hold.by}: ${hold.why}`);
}

/** Decide 2 to 6. */
function decideContainer(
  push: Push,
  place: Place,
  use: Use,
  record: ReadonlyMap<string, Entry>,
  settings: Settings,
): Decision {
  if ('invalid' in use) return skip('InvalidImage', use.invalid);
  const choice = choosePolicy(place, settings);
  if ('reason' in choice) return skip(choice.reason, choice.detail);
  const { workload, container } = place;
  return decide(push, {
    image: use.image,
    state: stateOf(workload, container, use.image.text, record),
    inForce: choice.inForce,
    createdAt: workload.createdAt,
    restartable: workload.kind.restartable,
  });
}

/** Marks and records go by the name: containers of one name, or of none, cannot be told apart. */
function ambiguousNames({ containers }: Workload): ReadonlySet<string> {
  const seen = new Set<string>();
  const ambiguous = new Set(['']);
  for (const { name } of containers) (seen.has(name) ? ambiguous : seen).add(name);
  return ambiguous;
}

function tooMany({ workload, changes, skipped }: WorkloadPlan, detail: string): WorkloadPlan {
  const refused = changes.map(({ container, decision }) =>
    skippedOf(
      workload,
      container,
      decision.action === 'update' ? skip('TooMany', detail) : skip('AlreadyCurrent'),
    ),
  );
  return { workload, changes: [], skipped: [...skipped, ...refused] };
}
