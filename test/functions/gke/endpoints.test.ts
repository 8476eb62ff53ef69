/** Whole runs of the function before GKE clusters: whose certificate counts at which endpoint. */
import assert from 'node:assert/strict';
import { objectOr } from '../../../lib/core/text/json.ts';
import type { Sandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { atAddress, gkeCluster } from '../../support/container-api.ts';
import { images } from '../../support/on-sandbox.ts';
import type { Delivered } from '../../support/forked-function.ts';
import { pushed } from '../../support/gke-events.ts';
import {
  ALL,
  CLUSTER_CA,
  withGkeInstallation,
  PUBLIC_CA,
  type ClusterEndpoint,
  type GkeInstallation,
} from './gke-installation.ts';
import { pushedImage } from '../../support/builders.ts';

const DOORS: Readonly<Record<string, ClusterEndpoint>> = {
  'dns-by-public': { endpoint: 'dns', signedBy: PUBLIC_CA },
  'dns-of-another-name': { endpoint: 'dns', signedBy: PUBLIC_CA, host: 'cluster.test' },
  'dns-by-cluster': { endpoint: 'dns', signedBy: CLUSTER_CA },
  'address-by-cluster': { endpoint: 'public', signedBy: CLUSTER_CA },
  'address-by-public': { endpoint: 'public', signedBy: PUBLIC_CA },
};

/** What the log says of each cluster, by name: `Image updated` or a reason. */
function saysOf({ entries }: Delivered): Record<string, string> {
  const each = entries.slice(0, -1).map(({ message, reason, ...fields }): [string, string] => {
    const { cluster } = objectOr(fields['logging.googleapis.com/labels']);
    return [String(cluster).replace('shop/europe-west1/', ''), String(reason ?? message)];
  });
  return Object.fromEntries(each);
}

async function clustersOf({ cluster }: GkeInstallation): Promise<Record<string, Sandbox>> {
  const entries = Object.entries(DOORS).map(
    async ([name, clusterEndpoint]) => [name, await cluster(name, clusterEndpoint)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

function updatedOf(clusters: Record<string, Sandbox>): string[] {
  return Object.entries(clusters).flatMap(([name, each]) =>
    images(each)['app'] === pushedImage() ? [name] : [],
  );
}

describe('one event for GKE clusters at DNS endpoints and at addresses', () => {
  it('trusts public roots at the one, the CA of the cluster at the other, and never the reverse', () =>
    withGkeInstallation(async (installation) => {
      const clusters = await clustersOf(installation);
      const environment = {
        ...installation.metadata.environment,
        NODE_EXTRA_CA_CERTS: await installation.folder.write('public.pem', PUBLIC_CA.cert),
      };
      await installation.serving([ALL], environment, async ({ deliver }) => {
        const delivered = await deliver(pushed());
        assert.equal(delivered.status, 500);
        assert.deepEqual(saysOf(delivered), {
          'dns-by-public': 'Image updated',
          'dns-of-another-name': 'WrongCertificateName',
          'dns-by-cluster': 'UntrustedCertificate',
          'address-by-cluster': 'Image updated',
          'address-by-public': 'UntrustedCertificate',
        });
      });
      assert.deepEqual(updatedOf(clusters), ['dns-by-public', 'address-by-cluster']);
    }));

  it('sends no request, and so no token, to one whose certificate it does not trust', () =>
    withGkeInstallation(async (installation) => {
      const clusters = await clustersOf(installation);
      await installation.serving([ALL], installation.metadata.environment, async ({ deliver }) => {
        assert.equal((await deliver(pushed())).status, 500);
      });
      assert.deepEqual(updatedOf(clusters), ['address-by-cluster']);
      for (const [name, { requests }] of Object.entries(clusters))
        assert.equal(requests.length > 0, name === 'address-by-cluster', name);
    }));

  it('goes where `endpoint` says, though `auto` would go elsewhere', () =>
    withGkeInstallation(async ({ cluster, containers, metadata, serving }) => {
      const sandbox = await cluster('a');
      const { host } = new URL(sandbox.url);
      const controlPlaneEndpointsConfig = {
        // Nobody listens there.
        dnsEndpointConfig: { endpoint: 'localhost:1', allowExternalTraffic: true },
        ipEndpointsConfig: { enabled: true, enablePublicEndpoint: false, privateEndpoint: host },
      };
      const gke = 'projects/shop/locations/europe-west1/clusters/a';
      containers.put(gkeCluster(gke, { ...atAddress(host, CLUSTER_CA.cert), controlPlaneEndpointsConfig }));
      await serving([{ gke, endpoint: 'private' }], metadata.environment, async ({ deliver }) => {
        assert.equal((await deliver(pushed())).status, 204);
      });
      assert.deepEqual(images(sandbox), { app: pushedImage() });
    }));
});
