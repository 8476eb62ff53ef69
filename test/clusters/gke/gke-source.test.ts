import assert from 'node:assert/strict';
import { CLUSTER } from '../../support/builders.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { gke, gkePath } from '../../support/gke-builders.ts';
import { ALL, A, B, scene, somewhere, only, find, told } from './gke-entries.ts';

describe('a GKE entry', () => {
  const rows: readonly (readonly [
    path: string,
    labels: Record<string, string>,
    expected: readonly string[],
  ])[] = [
    [A, {}, ['entry 0']],
    [ALL, {}, ['shop/eu/a', 'shop/us/b', 'shop/us/a']],
    [gkePath('us', '-'), {}, ['shop/us/b', 'shop/us/a']],
    [gkePath('-', 'a'), {}, ['shop/eu/a', 'shop/us/a']],
    [ALL, { env: 'prod' }, ['shop/eu/a', 'shop/us/b']],
    [ALL, { env: 'prod', team: 'web' }, ['shop/us/b']],
    [ALL, { env: 'none' }, []],
    [gkePath('-', '-', 'bank'), {}, ['bank/eu/a']],
    [gkePath('-', '-', 'empty'), {}, []],
    [gkePath('-', 'none'), {}, ['entry 0: NoCluster']],
  ];
  for (const [path, labels, expected] of rows) {
    it(`${path} with ${JSON.stringify(labels)} stands for ${expected.join(', ')}`, () =>
      scene(async ({ api, open }) => {
        api.put(somewhere(A, { resourceLabels: { env: 'prod' } }));
        api.put(somewhere(B, { resourceLabels: { env: 'prod', team: 'web' } }));
        api.put(somewhere(gkePath('us', 'a'), { resourceLabels: { env: 'test' } }));
        api.put(somewhere(gkePath('eu', 'a', 'bank')));
        assert.deepEqual(await told(open(gke(path, { labels }))[0]), expected);
      }));
  }

  it('tells where each of its clusters was found, with its namespaces', () =>
    scene(async ({ api, open }) => {
      api.put(somewhere(A));
      const { origin, namespaces } = only(await find(open(gke(ALL))[0]));
      assert.deepEqual(origin, {
        entry: 'clusters[0]',
        way: A,
        endpoint: 'public',
        server: new URL('https://203.0.113.1'),
        kubectl: 'gcloud container clusters get-credentials a --location eu --project shop',
        context: 'gke_shop_eu_a',
      });
      assert.equal(namespaces, CLUSTER.namespaces);
    }));

  it('tells what it names, whether there is a cluster or not', () =>
    scene(({ open }) => {
      assert.deepEqual(open(gke(ALL))[0]?.origin, { entry: 'clusters[0]', way: ALL });
      return Promise.resolve();
    }));

  it('that names a cluster which is not there is a fault', () =>
    scene(async ({ open }) => {
      const fault = await rejectsWith('NoCluster', find(open(gke(A))[0]));
      assert.equal(fault.terms?.PROJECT, 'shop');
    }));

  const unusable: readonly (readonly [
    title: string,
    changes: Readonly<Record<string, unknown>>,
    reason: string,
  ])[] = [
    ...['PROVISIONING', 'STOPPING', 'ERROR', 'STATUS_UNSPECIFIED'].map(
      (status) => [`is ${status}`, { status }, 'NotServing'] as const,
    ),
    ['has no endpoint', { endpoint: '', controlPlaneEndpointsConfig: {} }, 'NoEndpoint'],
    ['has a hostile endpoint', { endpoint: 'evil.com/@', controlPlaneEndpointsConfig: {} }, 'NoEndpoint'],
    ['has no CA', { masterAuth: {} }, 'InvalidCa'],
    ['has a CA that is no PEM', { masterAuth: { clusterCaCertificate: 'AAAA' } }, 'InvalidCa'],
  ];
  for (const [title, changes, reason] of unusable) {
    it(`reports a cluster that ${title} by its name as ${reason}, and finds the others`, () =>
      scene(async ({ api, open }) => {
        api.put(somewhere(A, changes));
        api.put(somewhere(B));
        assert.deepEqual(await told(open(gke(ALL))[0]), ['shop/us/b', `shop/eu/a: ${reason}`]);
        const [exact] = open(gke(A));
        assert.deepEqual(await told(exact), [`entry 0: ${reason}`]);
        const [missing] = (await find(exact)).missing;
        assert.deepEqual([missing?.origin?.entry, missing?.origin?.way], ['clusters[0]', A]);
      }));
  }

  for (const status of ['RUNNING', 'RECONCILING', 'DEGRADED'])
    it(`finds a cluster that is ${status}`, () =>
      scene(async ({ api, open }) => {
        api.put(somewhere(A, { status }));
        assert.deepEqual(await told(open(gke(ALL))[0]), ['shop/eu/a']);
      }));

  it('reports descriptions that are none, and zones that could not be seen, beside what it finds', () =>
    scene(async ({ api, open }) => {
      api.put({ ...somewhere(B), name: '$(reboot)' });
      api.put(somewhere(A));
      api.missingZones.push('eu-a', 'eu-b');
      const { clusters, missing } = await find(open(gke(ALL))[0]);
      assert.deepEqual(
        clusters.map(({ name }) => name),
        ['shop/eu/a'],
      );
      assert.deepEqual(
        missing.map(({ name, fault }) => [name, fault.reason]),
        [
          ['entry 0', 'UnexpectedAnswer'],
          ['entry 0', 'MissingZones'],
        ],
      );
      assert.match(missing[1]?.fault.message ?? '', /eu-a, eu-b/);
    }));

  it('asks once for 100 events at once, and opens each cluster once', () =>
    scene(async ({ api, open }) => {
      api.put(somewhere(A));
      const [source] = open(gke(ALL));
      const found = await Promise.all(Array.from({ length: 100 }, () => find(source)));
      assert.equal(api.requests.length, 1);
      assert.equal(new Set(found.map((each) => only(each).transport)).size, 1);
    }));
});
