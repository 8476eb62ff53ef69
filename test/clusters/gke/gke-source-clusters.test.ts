import assert from 'node:assert/strict';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { EndpointChoice } from '../../../lib/config/config.ts';
import type { Cluster } from '../../../lib/kubernetes/cluster.ts';
import { inspectFleet } from '../../../lib/admin/inspect/inspect-fleet.ts';
import { updateClusters } from '../../../lib/pipeline/update-clusters.ts';
import { digest, push, REPOSITORY, settings } from '../../support/builders.ts';
import { atAddress, gkeCluster, sendError } from '../../support/container-api.ts';
import { scanRepository } from '../../support/scan-repository.ts';
import { selfSigned } from '../../support/tls-certificate.ts';
import { freePort } from '../../support/free-ports.ts';
import { GET } from '../../support/loopback.ts';
import { images } from '../../support/on-sandbox.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { gke } from '../../support/gke-builders.ts';
import { withGkeServer } from './gke-server.ts';
import { base64 } from '../../support/base64.ts';
import { EVENT, ALL, A, MINUTE, scene, CA, only, find } from './gke-entries.ts';

/** How many workloads a scan of the cluster finds. */
async function scanned(cluster: Cluster): Promise<unknown> {
  const { workloads, faults } = await scanRepository(cluster, REPOSITORY, settings(), EVENT);
  return faults.length === 0 ? workloads.length : faults.map(({ reason }) => reason);
}

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

  it('that one entry names leaves nothing to another, which is ready all the same when it is inspected', () =>
    withGkeServer(({ description }) =>
      scene(async ({ api, open }) => {
        api.put(gkeCluster(A, description()));
        const fleet = { settings: settings(), sources: open(gke(A), gke(ALL), gke(A)) };
        assert.deepEqual(
          (await inspectFleet(fleet, GET.signal)).map(({ cluster, state, ready }) => [cluster, state, ready]),
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
      api.instead.push((_, response) =>
        sendError(response, { code: 403, status: 'PERMISSION_DENIED', message: 'not any more' }),
      );
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
