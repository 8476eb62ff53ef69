/** Lists the tags of repositories, one listing for all that a repository of Artifact Registry contains. */
import pLimit from 'p-limit';
import type { Deadline } from '../async/deadline.ts';
import { toUpdaterError } from '../core/errors/updater-error.ts';
import type { Repository } from '../core/names/repository.ts';
import {
  artifactRepositoryName,
  findArtifactRepository,
  type ArtifactRepository,
} from './artifact-registry/artifact-repository.ts';
import type { Listings } from './artifact-registry/open-listings.ts';
import type { TagListing } from './tag-listing.ts';

// A page has up to 8 MB, and the quota of Artifact Registry counts requests.
const LISTINGS_AT_ONCE = 4;

/** Never rejects: a listing that fails is a fault of its repositories. `onListed` is called after each listing. */
export async function listTags(
  repositories: ReadonlySet<Repository>,
  { list }: Pick<Listings, 'list'>,
  deadline: Deadline,
  onListed?: (count: { readonly done: number; readonly total: number }) => void,
): Promise<readonly TagListing[]> {
  const limit = pLimit(LISTINGS_AT_ONCE);
  const { places, others } = byPlace(repositories);
  let done = 0;
  const listings = await Promise.all(
    places.map(({ place, wanted }) =>
      limit(async (): Promise<TagListing> => {
        try {
          return { repositories: wanted, images: (await list(place, new Set(wanted), deadline)).images };
        } catch (thrown) {
          return { repositories: wanted, fault: toUpdaterError(thrown) };
        } finally {
          onListed?.({ done: (done += 1), total: places.length });
        }
      }),
    ),
  );
  return others.length === 0 ? listings : [...listings, { repositories: others, unlistable: true }];
}

interface Wanted {
  readonly place: ArtifactRepository;
  readonly wanted: readonly Repository[];
}

function byPlace(repositories: ReadonlySet<Repository>): {
  readonly places: readonly Wanted[];
  readonly others: readonly Repository[];
} {
  const places = new Map<string, { readonly place: ArtifactRepository; readonly wanted: Repository[] }>();
  const others: Repository[] = [];
  for (const repository of [...repositories].toSorted()) {
    const place = findArtifactRepository(repository);
    if (place === undefined) {
      others.push(repository);
      continue;
    }
    const name = artifactRepositoryName(place);
    const known = places.get(name);
    if (known === undefined) places.set(name, { place, wanted: [repository] });
    else known.wanted.push(repository);
  }
  return { places: [...places.values()], others };
}
