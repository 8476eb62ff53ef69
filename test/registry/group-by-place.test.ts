import assert from 'node:assert/strict';
import fc from 'fast-check';
import { groupByPlace } from '../../lib/registry/group-by-place.ts';

const [APP, API] = ['us-docker.pkg.dev/shop/images/app', 'us-docker.pkg.dev/shop/images/api'];
const VAULT = 'us-docker.pkg.dev/bank/gcr.io/vault';
const HUB = 'docker.io/library/nginx';

const named = (repositories: Iterable<string>) => {
  const { places, others } = groupByPlace(repositories);
  return {
    places: places.map(({ name, repositories: contained }) => [name, [...contained]]),
    others,
  };
};

describe('repositories by place', () => {
  it('are together in a repository of Artifact Registry, and elsewhere by their own name', () =>
    assert.deepEqual(named([HUB, APP, VAULT, API, APP]), {
      places: [
        ['projects/bank/locations/us/repositories/gcr.io', [VAULT]],
        ['projects/shop/locations/us/repositories/images', [API, APP]],
      ],
      others: [HUB],
    }));

  it('are the same in any order', () =>
    fc.assert(
      fc.property(fc.shuffledSubarray([APP, API, VAULT, HUB], { minLength: 4 }), (shuffled) =>
        assert.deepEqual(named(shuffled), named([APP, API, VAULT, HUB])),
      ),
      { numRuns: 24 },
    ));
});
