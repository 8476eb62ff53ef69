import assert from 'node:assert/strict';
import { openClusters } from '../../lib/clusters/open-clusters.ts';
import type { ConnectOptions } from '../../lib/clusters/connect-options.ts';
import type { Cluster, ClusterSource } from '../../lib/kubernetes/cluster.ts';
import { WALL_CLOCK } from '../../lib/async/clock.ts';
import { startSandbox } from '../../lib/sandbox/start-sandbox.ts';
import { config } from '../support/config-builders.ts';
import { withContainerApi } from '../support/container-api.ts';
import { withMetadataServer } from '../support/metadata-server.ts';
import { newTokens } from '../support/google-tokens.ts';
import { withEnvironment } from '../support/with-environment.ts';
import { GET } from '../support/loopback.ts';
import { rejectsWith } from '../support/rejects-with.ts';
import { withApiServer, type ApiServer } from './api-server.ts';
import { inFolder, kubeconfig, printing, type Folder } from '../support/temporary-folder.ts';
import { base64 } from '../support/base64.ts';

const budget = { signal: GET.signal };

/** The sources of a configuration, with this folder as the home. */
function sources(yaml: string, home = '/none', more: Partial<ConnectOptions> = {}): readonly ClusterSource[] {
  const environment = { ...process.env, HOME: home };
  return openClusters(config(yaml).clusters, { environment, ...more });
}

/** The one cluster that a source stands for. */
async function clusterOf(source: ClusterSource | undefined): Promise<Cluster> {
  const { clusters = [], missing = [] } = (await source?.find(budget)) ?? {};
  assert.deepEqual([clusters.length, missing], [1, []]);
  return clusters[0] ?? assert.fail();
}

/** A server that accepts `token`, and a kubeconfig in the home folder whose plugin gives it. */
function withPlugin<T>(use: (folder: Folder, callers: readonly unknown[]) => Promise<T>): Promise<T> {
  return withApiServer(({ url, authority, accepted, callers }) =>
    inFolder(async (folder) => {
      accepted.add('token');
      await folder.program('plugin', printing({ token: 'token' }));
      const cluster = { server: url, 'certificate-authority-data': base64(authority.cert) };
      await folder.write('config', kubeconfig(cluster, { exec: { command: './plugin' } }));
      return use(folder, callers);
    }),
  );
}

describe('opened clusters', () => {
  it('have the names and namespaces of their entries, in that order', async () => {
    const yaml = `clusters:
      - { name: a, server: 'http://127.0.0.1:1', namespaces: { include: [shop] } }
      - { server: 'http://127.0.0.1:2' }
      - { kubeconfig: ~/config, context: prod }
      - { inCluster: true }
      - { gke: projects/shop/locations/us-east1/clusters/a }
      - { gke: projects/shop/locations/-/clusters/- }`;
    const opened = sources(yaml);
    assert.deepEqual(
      opened.map(({ name }) => name),
      ['a', '127.0.0.1:2', 'prod', 'in-cluster', 'shop/us-east1/a', 'projects/shop/locations/-/clusters/-'],
    );
    const { name, namespaces } = await clusterOf(opened[0]);
    assert.deepEqual([name, namespaces.include.map(({ text }) => text)], ['a', ['shop']]);
  });

  it('say for people where they were found', async () => {
    const [, second] = sources(
      `clusters: [{ server: 'http://127.0.0.1:1' }, { server: 'http://127.0.0.1:2' }]`,
    );
    const server = new URL('http://127.0.0.1:2');
    assert.deepEqual((await clusterOf(second)).origin, { entry: 'clusters[1]', way: server.href, server });
  });

  it('have a transport each, that leads to their server, and send nothing yet', async () => {
    const [one, two] = await Promise.all([startSandbox(), startSandbox()]);
    const opened = sources(
      `clusters: [{ name: one, server: '${one.url}' }, { name: two, server: '${two.url}/' }]`,
    );
    const [first, second] = await Promise.all(opened.map(clusterOf));
    assert.deepEqual([one.requests.length, two.requests.length], [0, 0]);
    await first?.transport.json(GET);
    assert.deepEqual([one.requests.length, two.requests.length], [1, 0]);
    await second?.transport.json(GET);
    assert.deepEqual(
      two.requests.map(({ path, headers }) => [path, headers.authorization]),
      [[GET.path, undefined]],
    );
    first?.transport.close();
    second?.transport.close();
    await Promise.all([one.close(), two.close()]);
  });

  it('of a kubeconfig are opened when an event asks, once for all that ask at one time', () =>
    withPlugin(async (folder, callers) => {
      const [source] = sources('clusters: [{ name: a, kubeconfig: ~/config }]', folder.path);
      assert.equal(await folder.runs('plugin'), 0);
      const [one, two] = await Promise.all([clusterOf(source), clusterOf(source)]);
      assert.equal(one.transport, two.transport);
      assert.equal(one.transport, (await clusterOf(source)).transport);
      assert.equal((await one.transport.json(GET)).status, 200);
      assert.deepEqual([await folder.runs('plugin'), callers], [1, [{ token: 'token' }]]);
      one.transport.close();
    }));

  it('of a kubeconfig have its plugin run once for ten requests', () =>
    withPlugin(async (folder, callers) => {
      const [source] = sources('clusters: [{ kubeconfig: ~/config }]', folder.path);
      const send = async (): Promise<void> => {
        const { transport } = await clusterOf(source);
        assert.equal((await transport.json(GET)).status, 200);
      };
      await Promise.all(Array.from({ length: 5 }, send));
      for (let sent = 0; sent < 5; sent += 1) await send();
      assert.deepEqual([await folder.runs('plugin'), callers.length], [1, 10]);
      (await clusterOf(source)).transport.close();
    }));

  it('of a kubeconfig that is missing are found once it is there', () =>
    withPlugin(async (folder) => {
      const [source] = sources('clusters: [{ kubeconfig: ~/later }]', folder.path);
      await rejectsWith('NoKubeconfig', clusterOf(source));
      await folder.write('later', await folder.read('config'));
      (await clusterOf(source)).transport.close();
    }));

  it('of a kubeconfig whose server moved are found where the file says now', () =>
    inFolder(async (folder) => {
      let now = 0;
      const clock = { ...WALL_CLOCK, now: () => now };
      const [source] = sources('clusters: [{ kubeconfig: ~/config }]', folder.path, { clock });
      const leadTo = ({ url, authority, accepted }: ApiServer): Promise<string> => {
        accepted.add('token');
        const cluster = { server: url, 'certificate-authority-data': base64(authority.cert) };
        return folder.write('config', kubeconfig(cluster, { token: 'token' }));
      };
      const { transport } = await withApiServer(async (server) => {
        await leadTo(server);
        const cluster = await clusterOf(source);
        assert.equal((await cluster.transport.json(GET)).status, 200);
        return cluster;
      });
      await rejectsWith('Unreachable', transport.json(GET));
      await withApiServer(async (server) => {
        await leadTo(server);
        now = 60_000;
        assert.equal((await transport.json(GET)).status, 200);
        assert.deepEqual(server.callers, [{ token: 'token' }]);
        assert.equal((await clusterOf(source)).origin?.server?.origin, server.url);
        transport.close();
      });
    }));

  it('are not waited for longer than the event has time, and not longer than their limit', () =>
    withPlugin(async (folder) => {
      await folder.program('plugin', 'setInterval(() => {}, 1000)');
      const [source] = sources('clusters: [{ kubeconfig: ~/config }]', folder.path, { credentialsMs: 1_000 });
      const gaveUp = source?.find({ signal: AbortSignal.timeout(10) }) ?? assert.fail();
      const [late] = await Promise.all([
        rejectsWith('PluginTimeout', clusterOf(source)),
        rejectsWith('OutOfTime', gaveUp),
      ]);
      assert.match(late.message, /1000 ms/);
    }));

  it('of the pod are reached with the files of the kubelet', () =>
    withApiServer(({ url, authority, accepted, callers }) =>
      inFolder(async (folder) => {
        accepted.add('token');
        await folder.write('token', 'token');
        await folder.write('ca.crt', authority.cert);
        const { hostname, port } = new URL(url);
        const environment = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
        const options = { environment, serviceAccountFolder: folder.path };
        const { transport, origin } = await clusterOf(
          sources('clusters: [{ inCluster: true }]', '', options)[0],
        );
        assert.equal((await transport.json(GET)).status, 200);
        assert.deepEqual([callers, origin?.way], [[{ token: 'token' }], 'inCluster']);
        transport.close();
      }),
    ));

  it('of the pod are missing outside of a pod', async () => {
    const [source] = sources('clusters: [{ inCluster: true }]', '', { environment: {} });
    await rejectsWith('NotInCluster', clusterOf(source));
  });
});

describe('opened GKE clusters', () => {
  const ALL = 'projects/shop/locations/-/clusters/-';

  it('of one identity share its token and the list, both for as long as the given clock says', () => {
    const tokens = newTokens();
    const accepts = (token: string): boolean => tokens.holderOf(`Bearer ${token}`) !== undefined;
    return withMetadataServer(tokens, (metadata) =>
      withContainerApi(
        (api) =>
          withEnvironment({ ...metadata.environment, ...api.environment }, async (environment) => {
            let passed = 0;
            const clock = { ...WALL_CLOCK, now: () => Date.now() + passed };
            const yaml = `clusters: [{ gke: ${ALL} }, { gke: ${ALL}, labels: { env: prod } }]`;
            const opened = openClusters(config(yaml).clusters, { environment, clock });
            const find = async (): Promise<readonly number[]> => {
              await Promise.all(opened.map((source) => source.find(budget)));
              return [tokens.issued.length, api.requests.length];
            };
            assert.deepEqual(
              [await find(), await find()],
              [
                [1, 1],
                [1, 1],
              ],
            );
            // A token has an hour. What the library says of its end is by the clock of the machine.
            passed = 56 * 60_000;
            assert.deepEqual(await find(), [2, 2]);
          }),
        { accepts },
      ),
    );
  });
});
