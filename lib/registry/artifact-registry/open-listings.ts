/**
 * Listings of Artifact Registry, by `dockerImages.list`:
 *
 *     GET /v1/projects/P/locations/L/repositories/R/dockerImages?pageSize=1000&pageToken=…
 *
 * All or nothing: a listing that fails at any page is no listing. Nothing is written, and no other method is called.
 */
import { WALL_CLOCK, type Clock } from '../../async/clock.ts';
import type { Deadline } from '../../async/deadline.ts';
import { memoize } from '../../async/memoize.ts';
import { retry } from '../../async/retry.ts';
import { UpdaterError } from '../../core/errors/updater-error.ts';
import type { Repository } from '../../core/names/repository.ts';
import { apiAddress } from '../../google-auth/api-address.ts';
import { openApiClient, type ApiClient } from '../../google-auth/api-client.ts';
import type { GoogleIdentity } from '../../google-auth/google-identity.ts';
import type { ExchangeLimits } from '../../kubernetes/client/exchange-limits.ts';
import { googleTokens, type GoogleTokensOptions } from '../google-tokens.ts';
import { artifactError } from './artifact-error.ts';
import {
  artifactRepositoryName,
  findArtifactRepository,
  type ArtifactRepository,
} from './artifact-repository.ts';
import { parsePage, type DockerImagesPage } from './docker-images.ts';
import { collectListing, type Listing } from './listing.ts';

export interface Listings {
  /**
   * Lists the tags of `wanted`, canonical repositories; those of another place are left out. The account is that of the first
   * of them, by name. Temporary errors are retried within the deadline.
   * @throws UpdaterError `ListingForbidden`, `NoArtifactRepository`, `ApiDisabled`, `UnexpectedAnswer` (also for too many pages,
   * and a page that is too large or repeats its token), `OutOfTime`, those of the identity and of connections.
   */
  readonly list: (
    place: ArtifactRepository,
    wanted: ReadonlySet<Repository>,
    deadline: Deadline,
  ) => Promise<Listing>;
  /** Whether {@link list} may list: reads one image. Throws like it. */
  readonly probe: (
    place: ArtifactRepository,
    wanted: ReadonlySet<Repository>,
    deadline: Deadline,
  ) => Promise<void>;
}

export interface ListingsOptions extends GoogleTokensOptions {
  /** Default: the clock of the machine. */
  readonly clock?: Clock;
  /** For tests. */
  readonly limits?: Partial<ExchangeLimits>;
}

/** The largest page that the API gives. */
const PAGE_SIZE = 1_000;
/** The maximum number of pages of a listing: 200,000 images. */
export const MAX_PAGES = 200;
/** A thousand images with some tags each have less than 1 MB within the field mask. */
export const PAGE_BYTES = 8 * 1024 * 1024;
/** The maximum number of tags that are kept of a listing. */
const MAX_TAGS = 500_000;

const FIELDS = 'nextPageToken,dockerImages(uri,tags,uploadTime)';

/** Creates it, once per process: clients and tokens are shared. Sends nothing yet. Throws an UpdaterError `InvalidConfig` for an invalid address of the API. */
export function openListings({ clock = WALL_CLOCK, limits, ...options }: ListingsOptions): Listings {
  const server = apiAddress(options.environment, 'artifactregistry');
  const identityFor = googleTokens(options);
  const client = memoize((identity: GoogleIdentity) =>
    openApiClient(identity, server, { bodyBytes: PAGE_BYTES, ...limits }),
  );
  return {
    list: async (place, wanted, deadline) => {
      const here = selectRepositories(place, wanted);
      const [first] = here;
      if (first === undefined) return collectListing(new Set(), clock.now()).finish();
      const collector = collectListing(new Set(here), clock.now());
      for await (const { images } of readPages(client(identityFor(first)), place, { ...deadline, clock })) {
        collector.add(images);
        if (collector.kept() > MAX_TAGS) throw tooLong(place, `at most ${MAX_TAGS} tags`, 'more');
      }
      return collector.finish();
    },
    probe: async (place, wanted, deadline) => {
      const [first] = selectRepositories(place, wanted);
      if (first === undefined) return;
      await readPage(client(identityFor(first)), { place, pageSize: 1 }, { ...deadline, clock });
    },
  };
}

/** Sorted, so that the account does not depend on the order of a scan. A listing says nothing about other places. */
function selectRepositories(
  place: ArtifactRepository,
  wanted: ReadonlySet<Repository>,
): readonly Repository[] {
  const name = artifactRepositoryName(place);
  return [...wanted]
    .filter((repository) => {
      const found = findArtifactRepository(repository);
      return found !== undefined && artifactRepositoryName(found) === name;
    })
    .toSorted();
}

async function* readPages(
  client: ApiClient,
  place: ArtifactRepository,
  options: Deadline & { readonly clock: Clock },
): AsyncGenerator<DockerImagesPage, void, undefined> {
  const seen = new Set<string>();
  let pageToken: string | undefined;
  do {
    const page = await readPage(client, { place, pageSize: PAGE_SIZE, pageToken }, options);
    yield page;
    pageToken = page.nextPageToken;
    if (pageToken === undefined) return;
    if (seen.has(pageToken))
      throw tooLong(place, 'another page token for each page', 'one that was used before');
    seen.add(pageToken);
  } while (seen.size < MAX_PAGES);
  throw tooLong(place, `at most ${MAX_PAGES} pages`, 'more');
}

interface PageRequest {
  readonly place: ArtifactRepository;
  readonly pageSize: number;
  readonly pageToken?: string | undefined;
}

function readPage(
  client: ApiClient,
  { place, pageSize, pageToken }: PageRequest,
  options: Deadline & { readonly clock: Clock },
): Promise<DockerImagesPage> {
  const project = encodeURIComponent(place.project);
  const path = `/v1/${artifactRepositoryName({ ...place, project })}/dockerImages`;
  const query = {
    pageSize: String(pageSize),
    fields: FIELDS,
    prettyPrint: 'false',
    ...(pageToken !== undefined && { pageToken }),
  };
  return retry(async () => {
    const response = await client.get({
      path,
      query,
      signal: options.signal,
      refusal: (refused, identity) => artifactError(refused, place, identity, options.clock.now()),
    });
    return parsePage(response);
  }, options);
}

function tooLong(place: ArtifactRepository, expected: string, received: string): UpdaterError {
  return new UpdaterError(
    'UnexpectedAnswer',
    `images of ${artifactRepositoryName(place)}: expected ${expected}, got ${received}`,
  );
}
