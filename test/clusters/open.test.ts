import assert from 'node:assert/strict';
import { parseConfig } from '../../lib/config/parse-config.ts';
import { openClusters } from '../../lib/clusters/open.ts';
import type { ClusterSource } from '../../lib/kubernetes/cluster.ts';
import { startSandbox } from '../../lib/sandbox/server.ts';
import { GET } from '../kubernetes/loopback.ts';
import { rejectsWith } from '../kubernetes/rejects-with.ts';
import { withApiServer } from './api-server.ts';
import { base64, inFolder, kubeconfig, printing, type Folder } from './folder.ts';

const budget = { signal: GET.signal };

/** The sources of a configuration, with this folder as the home. */
function sources(yaml: string, home = '/none', credentialsMs = 15_000): readonly ClusterSource[] {
  const parsed = parseConfig(yaml);
  assert.ok('config' in parsed);
  const environment = { ...process.env, HOME: home };
  return openClusters(parsed.config.clusters, { environment, credentialsMs });
}

/** The one cluster that a source stands for. */
async function clusterOf(source: ClusterSource | undefined) {
  const [cluster, ...others] = (await source?.find(budget)) ?? [];
  assert.deepEqual(others, []);
  return cluster ?? assert.fail();
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
      - { kubeconfig: ~/config, context: prod }`;
    const opened = sources(yaml);
    assert.deepEqual(
      opened.map(({ name }) => name),
      ['a', '127.0.0.1:2', 'prod'],
    );
    const { name, namespaces } = await clusterOf(opened[0]);
    assert.deepEqual([name, namespaces.include.map(({ text }) => text)], ['a', ['shop']]);
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
      assert.equal(one, two);
      assert.equal(one, await clusterOf(source));
      assert.equal((await one.transport.json(GET)).status, 200);
      assert.deepEqual([await folder.runs('plugin'), callers], [1, [{ token: 'token' }]]);
      one.transport.close();
    }));

  it('of a kubeconfig that is missing are found once it is there', () =>
    withPlugin(async (folder) => {
      const [source] = sources('clusters: [{ kubeconfig: ~/later }]', folder.path);
      await rejectsWith('NoKubeconfig', clusterOf(source));
      await folder.write('later', await folder.read('config'));
      (await clusterOf(source)).transport.close();
    }));

  it('are not waited for longer than the event has time, and not longer than their limit', () =>
    withPlugin(async (folder) => {
      await folder.program('plugin', 'setInterval(() => {}, 1000)');
      const [source] = sources('clusters: [{ kubeconfig: ~/config }]', folder.path, 1_000);
      const gaveUp = source?.find({ signal: AbortSignal.timeout(10) }) ?? assert.fail();
      const [late] = await Promise.all([
        rejectsWith('NoCredentials', clusterOf(source)),
        rejectsWith('OutOfTime', gaveUp),
      ]);
      assert.match(late.message, /1000 ms/);
    }));
});
