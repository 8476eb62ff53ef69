/** Finds what a workload missed: pushes of a registry listing that it would follow (GATES.md, Reconcile). */
import type { Push } from '../event/push.ts';
import { currentTag, parseImage } from '../names/image-reference.ts';
import { canonicalRepository, type Repository } from '../names/repository.ts';
import { AnnotationPolicies } from '../policy/annotation-policies.ts';
import { never } from '../policy/never.ts';
import type { Updated } from '../report/report.ts';
import type { Skipped } from '../report/skipped.ts';
import type { Settings } from '../settings.ts';
import type { Container } from '../workload/container.ts';
import type { Workload } from '../workload/workload.ts';
import { readCandidate, readForDecisions, type PlacedContainer, type ReadWorkload } from './candidate.ts';
import { currentDigest, decide, type Candidate } from './decide.ts';
import { decideNow } from './decide-now.ts';
import { skip } from './decision.ts';
import { foldPushes, oldestFirst } from './fold-pushes.ts';
import { toSkipped, toUpdated } from './outcome.ts';
import { planWorkload } from './plan.ts';
import { namePlan, type NamedPlan } from './plan-memory.ts';
import { isCounted } from './workload-limits.ts';
import type { ClusterScope } from './skip-workload.ts';

/** The tags of a repository, as pushes. */
export interface ListedRepository {
  /** Oldest first. */
  readonly pushes: readonly Push[];
  readonly byTag: ReadonlyMap<string, Push>;
}

/** Prepares the pushes of a listing, one for each tag, in any order. */
export function toListedRepository(pushes: readonly Push[]): ListedRepository {
  return { pushes: oldestFirst(pushes), byTag: new Map(pushes.map((push) => [push.tag, push])) };
}

/** An update of a workload by a listed push. */
export interface MissedUpdate {
  readonly push: Push;
  readonly plan: NamedPlan;
  /** The planned outcomes of its containers, as listed. */
  readonly planned: readonly (Updated | Skipped)[];
  /** Whether it counts for the limits of a push. */
  readonly counted: boolean;
}

/** A push that is not applied now: its tag points to an older digest (`Behind`), or a gate waits (`NoTick`). */
interface SkippedPush {
  readonly push: Push;
  readonly skipped: Skipped;
}

export interface Missed {
  readonly workload: Pick<Workload, 'kind' | 'namespace' | 'name'>;
  readonly updates: readonly MissedUpdate[];
  readonly skipped: readonly SkippedPush[];
  /** T0 of a container with an update, or with a push that waits, is not completely known: the workload has to be read by itself, and searched again. */
  readonly isProvisional: boolean;
}

/** The context of the search in a cluster. */
export interface MissedContext {
  readonly cluster: ClusterScope;
  readonly settings: Settings;
  readonly policiesFor: (repository: Repository) => AnnotationPolicies;
  readonly now?: number | undefined;
}

/** Policies in annotations by repository: a push is about one repository, and reads only its policies. */
export function policiesByRepository(): MissedContext['policiesFor'] {
  const known = new Map<Repository, AnnotationPolicies>();
  return (repository) => {
    const policies = known.get(repository) ?? new AnnotationPolicies();
    known.set(repository, policies);
    return policies;
  };
}

/**
 * The repositories whose pushes a container of the workload follows, whatever their tags. In steps: it yields after each
 * container whose policy takes time to compile.
 */
export function* followedRepositories(
  workload: Workload,
  context: MissedContext,
): Generator<void, readonly Repository[], void> {
  const read = readForDecisions(workload, context.cluster);
  const followed: Repository[] = [];
  for (const placed of placedContainers(workload, context.settings)) {
    const policies = context.policiesFor(placed.repository);
    const before = policies.costly;
    if (candidateFor(read, placed, context) !== undefined) followed.push(placed.repository);
    if (policies.costly > before) yield;
  }
  return followed;
}

/** The newest updates that a listing has for the workload: for each container at most one push. In steps, as its policies and pushes need. */
export function* findMissed(
  workload: Workload,
  listed: ReadonlyMap<Repository, ListedRepository>,
  context: MissedContext,
): Generator<void, Missed, void> {
  const read = readForDecisions(workload, context.cluster);
  const winners = new Map<Push, string[]>();
  const skipped: SkippedPush[] = [];
  let isProvisional = false;
  for (const placed of placedContainers(workload, context.settings)) {
    const tags = listed.get(placed.repository);
    if (tags === undefined) continue;
    const candidate = candidateFor(read, placed, context);
    if (candidate === undefined) continue;
    const winner = yield* foldPushes(tags.pushes, candidate);
    const waiting = yield* findWaiting(workload, placed.container, candidate, { tags, winner });
    skipped.push(...waiting);
    if (winner !== undefined) winners.set(winner, [...(winners.get(winner) ?? []), placed.container.name]);
    else if (waiting.length === 0) skipped.push(...findBehind(workload, placed.container, candidate, tags));
    isProvisional ||=
      (winner !== undefined || waiting.length > 0) &&
      workload.imageTimes === undefined &&
      candidate.state.status === 'unmarked';
    yield;
  }
  const { kind, namespace, name } = workload;
  return {
    workload: { kind, namespace, name },
    updates: oldestFirst([...winners.keys()]).map((push) =>
      planMissed(workload, push, winners.get(push), context),
    ),
    skipped,
    isProvisional,
  };
}

function placedContainers(workload: Workload, { aliases }: Settings): readonly PlacedContainer[] {
  return workload.containers.flatMap((container) => {
    const use = parseImage(container.image);
    return 'invalid' in use ? [] : [{ container, repository: canonicalRepository(use.image, aliases), use }];
  });
}

/** Undefined if the container follows no push. */
function candidateFor(
  read: ReadWorkload,
  placed: PlacedContainer,
  { cluster, settings, policiesFor, now }: MissedContext,
): Candidate | undefined {
  const policies = policiesFor(placed.repository);
  const candidate = readCandidate(read, placed, { cluster, settings, policies, now });
  if ('action' in candidate || 'invalid' in candidate.gates) return undefined;
  return candidate.inForce.policy.text === never.text ? undefined : candidate;
}

/** Another container of the repository keeps what it runs: it may be newer than the push that this one missed. */
function planMissed(
  workload: Workload,
  push: Push,
  containers: readonly string[] | undefined,
  context: MissedContext,
): MissedUpdate {
  const policies = context.policiesFor(push.repository);
  const only = workload.kind.together ? undefined : containers;
  const plan = planWorkload(workload, { ...context, push, policies, only });
  return {
    push,
    plan: namePlan(plan, only),
    planned: [...plan.skipped, ...plan.changes.map((change) => toUpdated(workload, change, 'planned'))],
    counted: isCounted(plan),
  };
}

/** A tag that somebody moved back, or whose running digest is not listed: only a person can know which one is right. */
function findBehind(
  workload: Workload,
  container: Container,
  candidate: Candidate,
  { byTag }: ListedRepository,
): readonly SkippedPush[] {
  const push = byTag.get(currentTag(candidate.image) ?? '');
  const runs = currentDigest(candidate);
  if (push === undefined || runs === undefined || runs === push.digest) return [];
  if (candidate.state.status !== 'followed') return [];
  const decision = decide(push, candidate);
  if (decision.action !== 'skip' || decision.reason !== 'NotNewer') return [];
  const detail = `the tag points to ${push.digest ?? 'no digest'}, uploaded ${new Date(push.publishedAt).toISOString()}`;
  return [{ push, skipped: toSkipped(workload, container, skip('Behind', detail)) }];
}

/** The push that would be applied if the gates did not wait, if it is another one. */
function* findWaiting(
  workload: Workload,
  container: Container,
  candidate: Candidate,
  { tags, winner }: { readonly tags: ListedRepository; readonly winner: Push | undefined },
): Generator<void, readonly SkippedPush[], void> {
  if ('invalid' in candidate.gates || candidate.gates.length === 0) return [];
  const push = yield* foldPushes(tags.pushes, { ...candidate, gates: [] });
  if (push === undefined || push === winner) return [];
  const decision = decideNow(push, candidate);
  return decision.action === 'skip' ? [{ push, skipped: toSkipped(workload, container, decision) }] : [];
}
