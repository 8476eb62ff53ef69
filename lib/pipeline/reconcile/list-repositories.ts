/** The second step: the tags of the followed repositories, as pushes. */
import { TIME_LIMITS, deadlineWithin, type Deadline } from '../../async/deadline.ts';
import { whyIgnored } from '../../core/event/decode-push.ts';
import type { Push } from '../../core/event/push.ts';
import type { Repository } from '../../core/names/repository.ts';
import { toListedRepository } from '../../core/plan/missed-pushes.ts';
import { clusterFault } from '../../core/report/report.ts';
import type { ListedTag } from '../../registry/tag-listing.ts';
import type { ListedTags, ReconcileContext } from './context.ts';

// Enough to recognize the digest in logs.
const DIGEST_IN_ID = 12;

// In time limits of a cluster: a registry that does not answer leaves time to compare and to update.
const LISTING_TIME = 2;

/** A listing that failed is the fault of each of its repositories. Never rejects. */
export async function listRepositories(
  repositories: ReadonlySet<Repository>,
  { settings, caller, listTags, onProgress, timeLimits = TIME_LIMITS }: ReconcileContext,
  deadline: Deadline,
): Promise<ListedTags> {
  const within = deadlineWithin(LISTING_TIME * timeLimits.cluster, deadline);
  const listings = await listTags(repositories, within, (count) => onProgress?.('list repositories', count));
  const pushes = listings
    .flatMap((listing) => ('images' in listing ? listing.images : []))
    .filter((image) => whyIgnored(image, settings) === undefined)
    .map((image) => toPush(image, caller));
  const byRepository = Map.groupBy(pushes, ({ repository }) => repository);
  const listed = listings.flatMap((listing) => ('images' in listing ? listing.repositories : []));
  return {
    tags: new Map(listed.map((each) => [each, toListedRepository(byRepository.get(each) ?? [])])),
    faults: new Map(
      listings.flatMap((listing) =>
        'fault' in listing
          ? listing.repositories.map((each) => [each, clusterFault('list the tags', listing.fault)] as const)
          : [],
      ),
    ),
    unlistable: listings
      .flatMap((listing) => ('unlistable' in listing ? listing.repositories : []))
      .toSorted(),
  };
}

/** The same id in each run, so that the record and the log name the same push. */
function toPush({ repository, tag, digest, uploadedAt }: ListedTag, caller: string | undefined): Push {
  const [, hex = ''] = digest.split(':');
  return {
    repository,
    tag,
    digest,
    publishedAt: uploadedAt,
    id: `listed-${uploadedAt}-${hex.slice(0, DIGEST_IN_ID)}`,
    trigger: 'reconcile',
    ...(caller !== undefined && { caller }),
  };
}
