import assert from 'node:assert/strict';
import fc from 'fast-check';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { fleetOf } from '../../../lib/clusters/gke/fleet.ts';
import { gkeSource } from '../../../lib/clusters/gke/gke-source.ts';
import type { EndpointChoice, GkeSource } from '../../../lib/config/config.ts';
import type { Cluster, ClusterSource, Found } from '../../../lib/kubernetes/cluster.ts';
import { inspectFleet } from '../../../lib/admin/inspect/inspect-fleet.ts';
import { scan } from '../../../lib/kubernetes/scan.ts';
import { updateClusters } from '../../../lib/pipeline/update-clusters.ts';
import { CLUSTER, digest, push, REPOSITORY, settings } from '../../support/builders.ts';
import {
  atAddress,
  gkeCluster,
  sendError,
  withContainerApi,
  type ContainerApi,
} from '../../support/container-api.ts';
import { selfSigned } from '../../support/tls-certificate.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { freePort } from '../../support/free-ports.ts';
import { GET } from '../../support/loopback.ts';
import { images } from '../../support/on-sandbox.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { gke, identity, pathOf } from '../../support/gke-builders.ts';
import { withGkeServer } from './gke-server.ts';
import { base64 } from '../../support/base64.ts';

const EVENT = { signal: GET.signal };
const ALL = pathOf('-', '-');
const A = pathOf('eu', 'a');
const B = pathOf('us', 'b');
const MINUTE = 60_000;

interface Scene {
  readonly api: ContainerApi;
  readonly time: { now: number };
  /** One source for each entry of a configuration, called `entry 0` and so on. */
  readonly open: (...entries: readonly GkeSource[]) => ClusterSource[];
}

/** Uses a Container API, and a clock that is set by hand. */
function scene<T>(use: (scene: Scene) => Promise<T>): Promise<T> {
  return withContainerApi((api) => {
    const time = { now: 1_000_000 };
    const who = identity();
    const fleet = fleetOf(who, { ...api, clock: { ...fakeClock(), now: () => time.now } });
    const open: Scene['open'] = (...sources) =>
      sources.map((source, index) => {
        const place = { name: `entry ${index}`, namespaces: CLUSTER.namespaces, entry: `clusters[${index}]` };
        return gkeSource({ ...place, source, others: sources }, who, fleet(source));
      });
    return use({ api, time, open });
  });
}

const { cert: CA } = selfSigned();

/** A cluster with a public endpoint where nobody is. */
function somewhere(path: string, changes = {}) {
  return gkeCluster(path, { ...atAddress('203.0.113.1', CA), ...changes });
}

function only(found: Found): Cluster {
  assert.deepEqual(found.missing, []);
  const [cluster, ...others] = found.clusters;
  assert.deepEqual(others, []);
  return cluster ?? assert.fail('one cluster was expected');
}

async function find(source: ClusterSource | undefined): Promise<Found> {
  return (source ?? assert.fail()).find(EVENT);
}

/** What was found, by the names of reports; what is missing with its reason. */
async function told(source: ClusterSource | undefined): Promise<readonly string[]> {
  const { clusters, missing } = await find(source);
  return [
    ...clusters.map(({ name }) => name),
    ...missing.map(({ name, fault }) => `${name}: ${fault.reason}`),
  ];
}

/** How many workloads a scan of the cluster finds. */
async function scanned(cluster: Cluster): Promise<unknown> {
  const { workloads, faults } = await scan(cluster, REPOSITORY, settings(), EVENT);
  return faults.length === 0 ? workloads.length : faults.map(({ reason }) => reason);
}

describe('a GKE entry', () => {
  const rows: readonly (readonly [
    path: string,
    labels: Record<string, string>,
    expected: readonly string[],
  ])[] = [
    [A, {}, ['entry 0']],
    [ALL, {}, ['shop/eu/a', 'shop/us/b', 'shop/us/a']],
    [pathOf('us', '-'), {}, ['shop/us/b', 'shop/us/a']],
    [pathOf('-', 'a'), {}, ['shop/eu/a', 'shop/us/a']],
    [ALL, { env: 'prod' }, ['shop/eu/a', 'shop/us/b']],
    [ALL, { env: 'prod', team: 'web' }, ['shop/us/b']],
    [ALL, { env: 'none' }, []],
    [pathOf('-', '-', 'bank'), {}, ['bank/eu/a']],
    [pathOf('-', '-', 'empty'), {}, []],
    [pathOf('-', 'none'), {}, ['entry 0: NoCluster']],
  ];
  for (const [path, labels, expected] of rows) {
    it(`${path} with ${JSON.stringify(labels)} stands for ${expected.join(', ')}`, () =>
      scene(async ({ api, open }) => {
        api.put(somewhere(A, { resourceLabels: { env: 'prod' } }));
        api.put(somewhere(B, { resourceLabels: { env: 'prod', team: 'web' } }));
        api.put(somewhere(pathOf('us', 'a'), { resourceLabels: { env: 'test' } }));
        api.put(somewhere(pathOf('eu', 'a', 'bank')));
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

describe('a fleet that changes', () => {
  it('is noticed within a minute: clusters that come, and clusters that go', () =>
    scene(async ({ api, time, open }) => {
      const [source] = open(gke(ALL));
      assert.deepEqual(await told(source), []);
      api.put(somewhere(A));
      time.now += MINUTE;
      assert.deepEqual(await told(source), ['shop/eu/a']);
      api.put(somewhere(B));
      api.remove(A);
      time.now += MINUTE - 1;
      assert.deepEqual(await told(source), ['shop/eu/a']);
      time.now += 1;
      assert.deepEqual(await told(source), ['shop/us/b']);
    }));

  it('keeps the connections to its clusters between events, and lets those go that are gone', () =>
    scene(async ({ api, time, open }) => {
      const [source] = open(gke(ALL));
      const transport = async () => only(await find(source)).transport;
      api.put(somewhere(A));
      const first = await transport();
      time.now += MINUTE;
      assert.equal(await transport(), first);
      api.remove(A);
      time.now += MINUTE;
      assert.deepEqual(await told(source), []);
      api.put(somewhere(A));
      time.now += MINUTE;
      assert.notEqual(await transport(), first);
    }));

  it('is worked on as it was known while the Container API fails, and that is reported', () =>
    scene(async ({ api, time, open }) => {
      api.put(somewhere(A));
      const [source, exact] = open(gke(ALL), gke(B));
      api.put(somewhere(B));
      await Promise.all([find(source), find(exact)]);
      time.now += MINUTE;
      for (let index = 0; index < 2; index += 1)
        api.instead.push((_, response) => sendError(response, 403, 'PERMISSION_DENIED', 'not any more'));
      assert.deepEqual(await told(source), ['shop/eu/a', 'entry 0: ForbiddenByIam']);
      assert.deepEqual(await told(exact), ['entry 1']);
    }));

  it('that was never seen is a fault while the Container API fails, and found once it is well', () =>
    scene(async ({ api, open }) => {
      api.put(somewhere(A));
      const [source] = open(gke(ALL));
      api.tokens.clear();
      await rejectsWith('CredentialsRefused', find(source));
      api.tokens.add('token');
      assert.deepEqual(await told(source), ['shop/eu/a']);
    }));
});

describe('a GKE cluster', () => {
  it('is updated by an event at its address, with its CA and the token of the identity', () =>
    withGkeServer(({ sandbox, description }) =>
      scene(async ({ api, open }) => {
        api.put(gkeCluster(A, description()));
        const report = await updateClusters(
          push(),
          { settings: settings(), sources: open(gke(ALL)) },
          { signal: GET.signal },
        );
        assert.deepEqual(
          report.clusters.map(({ cluster, updated, faults }) => [cluster, updated.length, faults]),
          [['shop/eu/a', 1, []]],
        );
        assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1@${digest(1)}` });
      }),
    ));

  it('that one entry names leaves nothing to another, which is served all the same when it is inspected', () =>
    withGkeServer(({ description }) =>
      scene(async ({ api, open }) => {
        api.put(gkeCluster(A, description()));
        const fleet = { settings: settings(), sources: open(gke(A), gke(ALL), gke(A)) };
        assert.deepEqual(
          (await inspectFleet(fleet, GET.signal)).map(({ cluster, state, served }) => [
            cluster,
            state,
            served,
          ]),
          [
            ['entry 0', 'inspected', true],
            ['entry 1', 'empty', true],
            ['entry 2', 'empty', true],
          ],
        );
      }),
    ));

  it('that moved is worked on by the same event at its new address', () =>
    withGkeServer(({ description }) =>
      scene(async ({ api, time, open }) => {
        const { cert } = selfSigned();
        api.put(gkeCluster(A, atAddress(`127.0.0.1:${await freePort()}`, cert)));
        const cluster = only(await find(open(gke(ALL))[0]));
        api.put(gkeCluster(A, description()));
        time.now += 10_000;
        assert.equal(await scanned(cluster), 1);
        assert.equal(api.requests.length, 2);
      }),
    ));

  it('that got a new CA is worked on by the same event with that', () =>
    withGkeServer((server) =>
      scene(async ({ api, time, open }) => {
        api.put(gkeCluster(A, server.description()));
        const cluster = only(await find(open(gke(A))[0]));
        assert.equal(await scanned(cluster), 1);
        server.renewCa();
        api.put(gkeCluster(A, server.description()));
        time.now += 10_000;
        assert.equal(await scanned(cluster), 1);
      }),
    ));

  it('with another CA than the Container API says is not trusted', () =>
    withGkeServer((server) =>
      scene(async ({ api, open }) => {
        api.put(gkeCluster(A, server.description()));
        const cluster = only(await find(open(gke(A))[0]));
        server.renewCa();
        await rejectsWith('UntrustedCertificate', cluster.transport.json(GET));
        assert.deepEqual(server.sandbox.requests, []);
      }),
    ));

  it('that is gone while an event works on it fails as gone', () =>
    scene(async ({ api, time, open }) => {
      for (const entry of [A, ALL]) {
        api.put(gkeCluster(A, atAddress(`127.0.0.1:${await freePort()}`, CA)));
        const cluster = only(await find(open(gke(entry))[0]));
        api.remove(A);
        time.now += 10_000;
        await rejectsWith('NoCluster', cluster.transport.json(GET));
        time.now += MINUTE;
      }
    }));

  it('that cannot be reached, while the Container API fails too, fails as it did', () =>
    scene(async ({ api, time, open }) => {
      api.put(gkeCluster(A, atAddress(`127.0.0.1:${await freePort()}`, CA)));
      const cluster = only(await find(open(gke(ALL))[0]));
      time.now += 10_000;
      api.instead.push((_, response) => sendError(response, 403, 'PERMISSION_DENIED', 'not any more'));
      await rejectsWith('Unreachable', cluster.transport.json(GET));
    }));

  const rules: readonly (readonly [
    endpoint: EndpointChoice,
    roots: 'cluster' | 'public',
    expected: string,
  ])[] = [
    ['dns', 'public', 'trusted'],
    ['auto', 'public', 'trusted'],
    ['dns', 'cluster', 'UntrustedCertificate'],
    ['public', 'cluster', 'trusted'],
    ['public', 'public', 'UntrustedCertificate'],
    ['private', 'cluster', 'trusted'],
    ['private', 'public', 'UntrustedCertificate'],
  ];
  for (const [endpoint, roots, expected] of rules) {
    it(`with a certificate of its ${roots} CA at its endpoint for ${endpoint} is ${expected}`, () =>
      withGkeServer((server) =>
        scene(async ({ api, open }) => {
          const described = {
            masterAuth: {
              clusterCaCertificate: base64(roots === 'cluster' ? server.ca() : CA),
            },
            controlPlaneEndpointsConfig: {
              dnsEndpointConfig: { endpoint: server.host, allowExternalTraffic: true },
              ipEndpointsConfig: { enabled: true, publicEndpoint: server.host, privateEndpoint: server.host },
            },
          };
          api.put(gkeCluster(A, described));
          const { transport } = only(await find(open(gke(A, { endpoint }))[0]));
          const before = getCACertificates('default');
          if (roots === 'public') setDefaultCACertificates([...before, server.ca()]);
          try {
            const asked = transport.json({ ...GET, path: '/version' });
            if (expected === 'trusted') assert.equal((await asked).status, 200);
            else await rejectsWith('UntrustedCertificate', asked);
          } finally {
            setDefaultCACertificates(before);
          }
          transport.close();
        }),
      ));
  }
});

describe('GKE entries that name the same clusters', () => {
  const word = fc.constantFrom('a', 'b');
  const part = fc.constantFrom('a', 'b', '-');
  const entry = fc
    .record({ location: part, name: part, labels: fc.dictionary(word, word, { maxKeys: 1 }) })
    .map(({ location, name, labels }) =>
      gke(pathOf(location, name), location === '-' || name === '-' ? { labels } : {}),
    );

  it('find each of them once, whatever the order of the answers', () =>
    withContainerApi(async (api) => {
      for (const [index, path] of [pathOf('a', 'a'), pathOf('a', 'b'), pathOf('b', 'a')].entries())
        api.put(somewhere(path, { resourceLabels: index === 0 ? {} : { a: 'a' } }));
      const run = fc
        .array(entry, { minLength: 1, maxLength: 6 })
        .chain((entries) => fc.tuple(fc.constant(entries), inAnyOrder(entries)));
      await fc.assert(
        fc.asyncProperty(run, async ([entries, order]) => {
          const found = await foundInOrder(api, entries, order);
          const ways = found.flatMap(({ clusters }) => clusters.map(({ origin }) => String(origin?.way)));
          assert.deepEqual(ways.toSorted(), expectedOf(entries));
        }),
        { numRuns: 100 },
      );
    }));

  function inAnyOrder(entries: readonly unknown[]) {
    return fc.shuffledSubarray([...entries.keys()], { minLength: entries.length });
  }

  /** Has each entry, with an identity of its own, get its answer after those before it in this order. */
  async function foundInOrder(
    api: ContainerApi,
    entries: readonly GkeSource[],
    order: readonly number[],
  ): Promise<readonly Found[]> {
    const waiting = entries.map((source, index) => {
      const { promise, resolve } = Promise.withResolvers<string>();
      const place = { name: `entry ${index}`, namespaces: CLUSTER.namespaces, entry: `clusters[${index}]` };
      const who = identity({ token: () => promise });
      const opened = gkeSource({ ...place, source, others: entries }, who, fleetOf(who, api)(source));
      return { resolve, found: find(opened).catch(() => ({ clusters: [], missing: [] })) };
    });
    for (const index of order) {
      waiting[index]?.resolve('token');
      await waiting[index]?.found;
    }
    return Promise.all(waiting.map(({ found }) => found));
  }

  /** The clusters of the stage that any of these entries matches, found without the code under test. */
  function expectedOf(entries: readonly GkeSource[]): readonly string[] {
    const stage = [
      { location: 'a', name: 'a', labels: {} },
      { location: 'a', name: 'b', labels: { a: 'a' } },
      { location: 'b', name: 'a', labels: { a: 'a' } },
    ];
    return stage
      .filter(({ location, name, labels }) =>
        entries.some(
          (each) =>
            (each.location === '-' || each.location === location) &&
            (each.cluster === '-' || each.cluster === name) &&
            (Object.keys(each.labels).length === 0 || JSON.stringify(each.labels) === JSON.stringify(labels)),
        ),
      )
      .map(({ location, name }) => pathOf(location, name));
  }
});
