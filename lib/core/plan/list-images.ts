/** Lists running images with their policies and last updates, for operators. */
import { chooseGates } from './effective-gates.ts';
import { choosePolicy, type PolicyInForce } from './effective-policy.ts';
import { readHold, type Hold } from '../workload/hold.ts';
import { parseImage } from '../names/image-reference.ts';
import { parseUpdateRecords, readContainerState, type ContainerState } from '../workload/applied-state.ts';
import { policiesByRepository } from './missed-pushes.ts';
import type { Planning } from './plan.ts';
import { skipOwnedByGitOps, skipWhole, type ClusterScope } from './skip-workload.ts';
import { never } from '../policy/never.ts';
import type { AnnotationPolicies } from '../policy/annotation-policies.ts';
import type { SkipReason } from '../errors/reason.ts';
import type { ContainerRef } from '../report/skipped.ts';
import { canonicalRepository, type Repository } from '../names/repository.ts';
import type { Settings } from '../settings.ts';
import { findUnknownContainers } from './unknown-container.ts';
import type { Container } from '../workload/container.ts';
import { toWorkloadId, type Workload } from '../workload/workload.ts';

/** A container with its policy. */
export interface ImageUse extends ContainerRef {
  readonly repository: Repository;
  readonly follows:
    | { readonly policy: string; readonly source: PolicyInForce['source'] }
    | { readonly reason: SkipReason; readonly detail?: string };
  /** The last update, also if the container was changed since; undefined if there is none. */
  readonly applied?: Applied;
  readonly hold?: Hold;
}

interface Applied {
  readonly from: string;
  readonly to: string;
  /** Publish time of the push, milliseconds since the epoch. */
  readonly at: number;
  /** Id of the push. */
  readonly push: string;
  readonly by: string;
  /** The container was changed since: it is updated only by newer pushes. */
  readonly drifted: boolean;
}

/**
 * The containers of a cluster's workloads, in their order; those with an invalid image follow nothing: `InvalidImage`. After
 * the containers of a workload, unknown names in policy annotations: `NoSuchContainer`, without an image.
 */
export function listImageUses(
  workloads: readonly Workload[],
  cluster: ClusterScope,
  settings: Settings,
): readonly ImageUse[] {
  const policiesFor = policiesByRepository();
  return workloads.flatMap((workload) => workloadUses(workload, { cluster, settings, policiesFor }));
}

interface ListingContext extends Pick<Planning, 'cluster' | 'settings'> {
  /** Policies in annotations by repository: a push is about one repository, and reads only its policies. */
  readonly policiesFor: (repository: Repository) => AnnotationPolicies;
}

function workloadUses(workload: Workload, within: ListingContext): readonly ImageUse[] {
  const whole = skipWhole(workload, within.cluster);
  const record = parseUpdateRecords(workload);
  const hold = readHold(workload);
  const uses = workload.containers.map((container): ImageUse => {
    const { name, image } = container;
    const entry = record.get(name);
    const { status } = readContainerState(workload, name, image, record);
    return {
      workload: toWorkloadId(workload),
      container: name,
      image,
      ...followed(workload, container, whole, within),
      ...(entry === undefined ? {} : { applied: appliedBy(entry, status) }),
      ...(hold === undefined ? {} : { hold }),
    };
  });
  return whole === undefined ? [...uses, ...unknownUses(workload, uses)] : uses;
}

/** Listed with the container that was probably meant, or with the first one. */
function unknownUses(workload: Workload, uses: readonly ImageUse[]): readonly ImageUse[] {
  const [first] = uses;
  return findUnknownContainers(workload).map(({ name, meant, skip: follows }) => ({
    workload: toWorkloadId(workload),
    container: name,
    image: '',
    repository: (uses.find(({ container }) => container === meant) ?? first)?.repository ?? '',
    follows,
  }));
}

function appliedBy(
  { from, to, at, push, by }: Omit<Applied, 'drifted'>,
  status: ContainerState['status'],
): Applied {
  return { from, to, at, push, by, drifted: status === 'drifted' };
}

function followed(
  workload: Workload,
  { name, image }: Container,
  whole: ReturnType<typeof skipWhole>,
  { cluster, settings, policiesFor }: ListingContext,
): Pick<ImageUse, 'repository' | 'follows'> {
  const parsed = parseImage(image);
  if ('invalid' in parsed)
    return { repository: '', follows: { reason: 'InvalidImage', detail: parsed.invalid } };
  const repository = canonicalRepository(parsed.image, settings.aliases);
  const owned = whole ?? skipOwnedByGitOps(workload, name);
  if (owned !== undefined) return { repository, follows: owned };
  const place = { cluster: cluster.name, workload, container: name, repository };
  const choice = choosePolicy({ ...place, policies: policiesFor(repository) }, settings);
  if ('reason' in choice) return { repository, follows: choice };
  const { policy, source } = choice.inForce;
  const gates = chooseGates(place, settings);
  if ('invalid' in gates && policy.text !== never.text)
    return { repository, follows: { reason: 'InvalidGate', detail: gates.invalid } };
  return { repository, follows: { policy: policy.text, source } };
}
