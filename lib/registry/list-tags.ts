/** Lists the tags of repositories, one listing for all that a repository of Artifact Registry contains. */
import pLimit from 'p-limit';
import type { Deadline } from '../async/deadline.ts';
import { toUpdaterError } from '../core/errors/updater-error.ts';
import type { Repository } from '../core/names/repository.ts';
import type { Listings } from './artifact-registry/open-listings.ts';
import { groupByPlace, type Place } from './group-by-place.ts';
import type { TagListing } from './tag-listing.ts';

// A page has up to 8 MB, and the quota of Artifact Registry counts requests.
const LISTINGS_AT_ONCE = 4;

/** Never rejects: a listing that fails is a fault of its repositories. `onListed` is called after each listing. */
export async function listTags(
  repositories: ReadonlySet<Repository>,
  listings: Pick<Listings, 'list'>,
  deadline: Deadline,
  onListed?: (count: { readonly done: number; readonly total: number }) => void,
): Promise<readonly TagListing[]> {
  const limit = pLimit(LISTINGS_AT_ONCE);
  const { places, others } = groupByPlace(repositories);
  let done = 0;
  const listed = await Promise.all(
    places.map((place) =>
      limit(() => listPlace(place, listings, deadline)).finally(() =>
        onListed?.({ done: (done += 1), total: places.length }),
      ),
    ),
  );
  return others.length === 0 ? listed : [...listed, { repositories: others, unlistable: true }];
}

async function listPlace(
  { place, repositories: wanted }: Place,
  { list }: Pick<Listings, 'list'>,
  deadline: Deadline,
): Promise<TagListing> {
  const repositories = [...wanted];
  try {
    return { repositories, images: (await list(place, wanted, deadline)).images };
  } catch (thrown) {
    return { repositories, fault: toUpdaterError(thrown) };
  }
}
