import assert from 'node:assert/strict';
import { fleetOf } from '../../../lib/clusters/gke/fleet.ts';
import { gkeCluster, withContainerApi } from '../../support/container-api.ts';
import { AS_IT_IS, gke, identity, pathOf } from '../../support/gke-builders.ts';

const PATHS = [pathOf('-', '-'), pathOf('-', 'a'), pathOf('eu', '-'), pathOf('eu', 'a'), pathOf('eu', 'b')];

describe('the fleet of an identity', () => {
  it('is asked for each project once, whatever the locations, and for each cluster that is named', () =>
    withContainerApi(async (api) => {
      api.put(gkeCluster(pathOf('eu', 'a')));
      api.put(gkeCluster(pathOf('eu', 'b')));
      const fleet = fleetOf(identity(), api);
      const listings = await Promise.all([...PATHS, ...PATHS].map((path) => fleet(gke(path))(AS_IT_IS)));
      assert.deepEqual(
        listings.map(({ listing }) => listing.clusters.map(({ name }) => name).join('')),
        ['ab', 'ab', 'ab', 'a', 'b', 'ab', 'ab', 'ab', 'a', 'b'],
      );
      assert.deepEqual(
        api.requests.map(({ path }) => path).toSorted(),
        ['-/clusters', 'eu/clusters/a', 'eu/clusters/b'].map((end) => `/v1/projects/shop/locations/${end}`),
      );
    }));

  it('is its own: others may see other clusters', () =>
    withContainerApi(async (api) => {
      const source = gke(pathOf('-', '-'));
      await Promise.all([identity(), identity()].map((who) => fleetOf(who, api)(source)(AS_IT_IS)));
      assert.equal(api.requests.length, 2);
    }));

  it('is not asked before it is wanted', () =>
    withContainerApi(async (api) => {
      fleetOf(identity(), api)(gke(pathOf('-', '-')));
      assert.deepEqual(api.requests, []);
    }));
});
