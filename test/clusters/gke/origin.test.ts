import assert from 'node:assert/strict';
import { toOrigin } from '../../../lib/clusters/gke/origin.ts';
import { described, gkePath } from '../../support/gke-builders.ts';

const SERVER = new URL('https://203.0.113.1');
const CREDENTIALS = 'gcloud container clusters get-credentials a --location eu --project shop';

describe('where a GKE cluster was found', () => {
  it('is its entry and its path, its endpoint and its server', () =>
    assert.deepEqual(toOrigin('clusters[0]', described(), { endpoint: 'public', server: SERVER }), {
      entry: 'clusters[0]',
      way: gkePath('eu', 'a'),
      endpoint: 'public',
      server: SERVER,
      kubectl: CREDENTIALS,
      context: 'gke_shop_eu_a',
    }));

  it('is known without a way to it', () =>
    assert.deepEqual(toOrigin('clusters[0]', described()), {
      entry: 'clusters[0]',
      way: gkePath('eu', 'a'),
      kubectl: CREDENTIALS,
      context: 'gke_shop_eu_a',
    }));

  for (const [endpoint, option] of [
    ['dns', ' --dns-endpoint'],
    ['public', ''],
    ['private', ' --internal-ip'],
  ] as const)
    it(`by its ${endpoint} endpoint makes kubectl go there too`, () =>
      assert.equal(
        toOrigin('clusters[0]', described(), { endpoint, server: SERVER }).kubectl,
        `${CREDENTIALS}${option}`,
      ));

  it('may be in a project of a domain', () =>
    assert.match(
      toOrigin('clusters[0]', described({}, gkePath('eu', 'a', 'example.com:shop'))).kubectl ?? '',
      / --project example\.com:shop$/,
    ));
});
