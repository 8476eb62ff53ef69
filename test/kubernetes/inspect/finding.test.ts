import assert from 'node:assert/strict';
import { findingOf } from '../../../lib/kubernetes/inspect/finding.ts';

const GKE = 'projects/shop/locations/europe-west1/clusters/production';
const CREDENTIALS =
  'gcloud container clusters get-credentials production --location europe-west1 --project shop';

describe('how a cluster was found', () => {
  it('is nothing where nobody says', () => assert.deepEqual(findingOf({}), {}));

  it('is its entry, its way, its endpoint and its server', () =>
    assert.deepEqual(
      findingOf({
        origin: { entry: 'clusters[0]', way: 'inCluster', endpoint: 'dns', server: new URL('https://a') },
      }),
      { entry: 'clusters[0]', way: 'inCluster', endpoint: 'dns', server: 'https://a/' },
    ));

  for (const [way, endpoint, expected] of [
    [GKE, undefined, CREDENTIALS],
    [GKE, 'public', CREDENTIALS],
    [GKE, 'dns', `${CREDENTIALS} --dns-endpoint`],
    [GKE, 'private', `${CREDENTIALS} --internal-ip`],
    [GKE.replace('shop', 'example.com:shop'), 'public', CREDENTIALS.replace('shop', 'example.com:shop')],
    [GKE.replace('production', '-'), 'public', undefined],
    [GKE.replace('europe-west1', '-'), 'public', undefined],
    [GKE.replace('production', '--help'), 'public', undefined],
    [GKE.replace('production', 'a;reboot'), 'public', undefined],
    ['~/.kube/config, context a', undefined, undefined],
    ['http://127.0.0.1:8001', undefined, undefined],
  ] as const)
    it(`by ${way} with the ${endpoint} endpoint makes kubectl speak to it by ${expected}`, () => {
      const origin = { entry: 'clusters[0]', way, ...(endpoint && { endpoint }) };
      assert.equal(findingOf({ origin }).kubectl, expected);
    });
});
