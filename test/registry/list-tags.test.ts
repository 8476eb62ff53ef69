import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import { artifactRepositoryName } from '../../lib/registry/artifact-registry/artifact-repository.ts';
import type { Listings } from '../../lib/registry/artifact-registry/open-listings.ts';
import { listTags } from '../../lib/registry/list-tags.ts';
import type { TagListing } from '../../lib/registry/tag-listing.ts';
import { digest } from '../support/builders.ts';
import { GET } from '../support/loopback.ts';

const [APP, API] = ['us-docker.pkg.dev/shop/images/app', 'us-docker.pkg.dev/shop/images/api'];
const OTHER = 'europe-docker.pkg.dev/shop/images/app';
const HUB = 'docker.io/library/nginx';
const DEADLINE = { signal: GET.signal };

const tagOf = (repository: string) => ({ repository, tag: 'v1', digest: digest(1), uploadedAt: 1_000 });
const listing = (wanted: Iterable<string>) => ({
  images: [...wanted].map(tagOf),
  read: 1,
  dropped: { ambiguous: 0, untimed: 0, future: 0, invalid: 0 },
});

/** Lists each wanted repository with one tag; keeps the places that were asked for. */
function fakeListings(failing?: string) {
  const asked: string[] = [];
  const list: Listings['list'] = async (place, wanted) => {
    const name = artifactRepositoryName(place);
    asked.push(name);
    await setImmediate();
    if (name === failing) throw new UpdaterError('ListingForbidden', 'no');
    return listing(wanted);
  };
  return { asked, list };
}

/** With the reason of its fault alone. */
function withReason(listed: TagListing): object {
  return 'fault' in listed ? { ...listed, fault: listed.fault.reason } : listed;
}

describe('listTags', () => {
  it('lists a repository of Artifact Registry once for all that it contains', async () => {
    const { asked, list } = fakeListings();
    const listed = await listTags(new Set([APP, OTHER, API]), { list }, DEADLINE);
    assert.deepEqual(listed, [
      { repositories: [OTHER], images: [tagOf(OTHER)] },
      { repositories: [API, APP], images: [tagOf(API), tagOf(APP)] },
    ]);
    assert.equal(asked.length, 2);
  });

  it('that fails for one repository is the fault of all that it contains, and of no other', async () => {
    const { list } = fakeListings('projects/shop/locations/us/repositories/images');
    const listed = await listTags(new Set([APP, OTHER, API]), { list }, DEADLINE);
    assert.deepEqual(listed.map(withReason), [
      { repositories: [OTHER], images: [tagOf(OTHER)] },
      { repositories: [API, APP], fault: 'ListingForbidden' },
    ]);
  });

  it('of what no error was made for is a fault too', async () => {
    const list: Listings['list'] = () => {
      throw new TypeError('broken');
    };
    const listed = await listTags(new Set([APP]), { list }, DEADLINE);
    assert.deepEqual(listed.map(withReason), [{ repositories: [APP], fault: 'Unexpected' }]);
  });

  it('asks no other registry, and names what it has', async () => {
    const { asked, list } = fakeListings();
    const listed = await listTags(new Set([HUB, 'quay.io/a/b']), { list }, DEADLINE);
    assert.deepEqual(listed, [{ repositories: [HUB, 'quay.io/a/b'], unlistable: true }]);
    assert.deepEqual(asked, []);
  });

  it('of nothing is nothing', async () =>
    assert.deepEqual(await listTags(new Set(), fakeListings(), DEADLINE), []));

  it('counts each listing, also one that fails', async () => {
    const counts: { readonly done: number; readonly total: number }[] = [];
    const { list } = fakeListings('projects/shop/locations/us/repositories/images');
    await listTags(new Set([APP, OTHER, HUB]), { list }, DEADLINE, (count) => void counts.push(count));
    assert.deepEqual(counts, [
      { done: 1, total: 2 },
      { done: 2, total: 2 },
    ]);
  });

  it('sends at most four listings at once', async () => {
    let [now, most] = [0, 0];
    const list: Listings['list'] = async (_place, wanted) => {
      most = Math.max(most, (now += 1));
      await setImmediate();
      now -= 1;
      return listing(wanted);
    };
    const many = Array.from({ length: 20 }, (_, index) => `us-docker.pkg.dev/shop/r${index}/app`);
    assert.equal((await listTags(new Set(many), { list }, DEADLINE)).length, 20);
    assert.equal(most, 4);
  });
});
