/** What a decision about a container needs, read from its workload; or why the container follows no push (Decide 1 and 2). */
import { findImageTime } from '../workload/image-times.ts';
import { parseUpdateRecords, readContainerState, type UpdateRecord } from '../workload/applied-state.ts';
import type { Container } from '../workload/container.ts';
import { isInJob, isInTemplate } from '../workload/kind-images.ts';
import type { Workload } from '../workload/workload.ts';
import type { AnnotationPolicies } from '../policy/annotation-policies.ts';
import type { Repository } from '../names/repository.ts';
import type { Settings } from '../settings.ts';
import type { Candidate } from './decide.ts';
import { skip, type Skip } from './decision.ts';
import { chooseGates } from './effective-gates.ts';
import { choosePolicy } from './effective-policy.ts';
import type { RepositoryUse } from './image-use.ts';
import { skipOwnedByGitOps, skipWhole, type ClusterScope } from './skip-workload.ts';

/** A workload, with what is the same for all its containers. */
export interface ReadWorkload {
  readonly workload: Workload;
  /** The reason for all containers. */
  readonly skipped: Skip | undefined;
  /** Names that several containers have, and the empty name. */
  readonly ambiguous: ReadonlySet<string>;
  readonly record: ReadonlyMap<string, UpdateRecord>;
}

/** A container of a workload, and the repository whose image it runs. */
export interface PlacedContainer {
  readonly container: Container;
  readonly repository: Repository;
  readonly use: RepositoryUse;
}

/** The context of a candidate. */
export interface CandidateContext {
  readonly cluster: ClusterScope;
  readonly settings: Settings;
  readonly policies: AnnotationPolicies;
  readonly now?: number | undefined;
}

/** Reads what is the same for all containers of the workload. */
export function readForDecisions(workload: Workload, cluster: ClusterScope): ReadWorkload {
  return {
    workload,
    skipped: skipWhole(workload, cluster),
    ambiguous: ambiguousNames(workload),
    record: parseUpdateRecords(workload),
  };
}

/** The container as a candidate for pushes of its repository. */
export function readCandidate(
  read: ReadWorkload,
  { container, repository, use }: PlacedContainer,
  { cluster, settings, policies, now }: CandidateContext,
): Candidate | Skip {
  const { workload, record } = read;
  const { name } = container;
  const skipped = skipContainer(read, name);
  if (skipped !== undefined) return skipped;
  if ('invalid' in use) return skip('InvalidImage', use.invalid);
  const choice = choosePolicy(
    { cluster: cluster.name, workload, container: name, repository, policies },
    settings,
  );
  if ('reason' in choice) return skip(choice.reason, choice.detail);
  return {
    image: use.image,
    state: readContainerState(workload, name, use.image.text, record),
    recorded: record.get(name),
    inForce: choice.inForce,
    gates: chooseGates({ cluster: cluster.name, workload, container: name, repository }, settings),
    imageTime: findImageTime(workload, name),
    now,
    restartable: isRestartable(workload, container),
    inJob: isInJob(container),
  };
}

function skipContainer({ workload, skipped, ambiguous }: ReadWorkload, name: string): Skip | undefined {
  if (skipped !== undefined) return skipped;
  const owned = skipOwnedByGitOps(workload, name);
  if (owned !== undefined || !ambiguous.has(name)) return owned;
  return skip('InvalidObject', 'the container has no name of its own');
}

/** Whether pods can be restarted if the image text does not change. */
export function isRestartable({ templates }: Workload, container: Container): boolean {
  return !isInJob(container) && templates.some((template) => isInTemplate(container, template));
}

/** Marks and records use the name: containers with the same name, or without one, cannot be distinguished. */
function ambiguousNames({ containers }: Workload): ReadonlySet<string> {
  const seen = new Set<string>();
  const ambiguous = new Set(['']);
  for (const { name } of containers) (seen.has(name) ? ambiguous : seen).add(name);
  return ambiguous;
}
