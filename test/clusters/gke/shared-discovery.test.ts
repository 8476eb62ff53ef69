import assert from 'node:assert/strict';
import { shareDiscovery } from '../../../lib/clusters/gke/shared-discovery.ts';
import { gkeCluster, withContainerApi } from '../../support/container-api.ts';
import { AS_IT_IS, gke, identity, gkePath } from '../../support/gke-builders.ts';

const PATHS = [
  gkePath('-', '-'),
  gkePath('-', 'a'),
  gkePath('eu', '-'),
  gkePath('eu', 'a'),
  gkePath('eu', 'b'),
];

describe('the fleet of an identity', () => {
  it('is asked for each project once, whatever the locations, and for each cluster that is named', () =>
    withContainerApi(async (api) => {
      api.put(gkeCluster(gkePath('eu', 'a')));
      api.put(gkeCluster(gkePath('eu', 'b')));
      const fleet = shareDiscovery(identity(), api);
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
      const source = gke(gkePath('-', '-'));
      await Promise.all([identity(), identity()].map((who) => shareDiscovery(who, api)(source)(AS_IT_IS)));
      assert.equal(api.requests.length, 2);
    }));

  it('is not asked before it is wanted', () =>
    withContainerApi(async (api) => {
      shareDiscovery(identity(), api)(gke(gkePath('-', '-')));
      assert.deepEqual(api.requests, []);
    }));
});
