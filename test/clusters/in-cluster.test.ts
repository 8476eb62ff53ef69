import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { inspect } from 'node:util';
import { inClusterConnection } from '../../lib/clusters/in-cluster.ts';
import { oneCluster } from '../../lib/clusters/one-cluster.ts';
import { SERVICE_ACCOUNT_FOLDER, type ConnectOptions } from '../../lib/clusters/connect-options.ts';
import type { ClusterSource } from '../../lib/kubernetes/cluster.ts';
import { WALL_CLOCK } from '../../lib/async/clock.ts';
import { authority, selfSigned } from '../support/tls-certificate.ts';
import { GET, over } from '../support/loopback.ts';
import { rejectsWith } from '../support/rejects-with.ts';
import { withApiServer, type ApiServer, tokensShown } from './api-server.ts';
import { inFolder, type Folder } from '../support/temporary-folder.ts';

const ADDRESS = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
const { cert: CA, key: KEY } = selfSigned();

interface Pod {
  readonly server: ApiServer;
  readonly folder: Folder;
  readonly options: ConnectOptions;
  readonly pass: (ms: number) => void;
}

/** What a pod of this server's cluster finds; its token is `one`. */
function inPod<T>(use: (pod: Pod) => Promise<T>): Promise<T> {
  return withApiServer((server) =>
    inFolder(async (folder) => {
      await folder.write('token', 'one');
      await folder.write('ca.crt', server.authority.cert);
      const { hostname, port } = new URL(server.url);
      const environment = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
      let now = 0;
      const clock = { ...WALL_CLOCK, now: () => now };
      const options = { environment, serviceAccountFolder: folder.path, clock };
      return use({ server, folder, options, pass: (ms) => void (now += ms) });
    }),
  );
}

/** The address that these variables lead to. */
function addressOf(environment: ConnectOptions['environment']): Promise<string> {
  return inFolder(async (folder) => {
    await folder.write('token', 'one');
    await folder.write('ca.crt', CA);
    const { value } = await inClusterConnection({ environment, serviceAccountFolder: folder.path });
    return value.server.href;
  });
}

function sourceIn(options: ConnectOptions): ClusterSource {
  const namespaces = { include: [], exclude: [] };
  const place = { name: 'in-cluster', namespaces, entry: 'clusters[0]', way: 'inCluster' };
  return oneCluster(place, () => inClusterConnection(options), options.clock);
}

describe('the cluster of the pod', () => {
  it('is called with the token of the service account, over TLS that its CA vouches for', () =>
    inPod(async ({ server, options }) => {
      server.accepted.add('one');
      const { value, until } = await inClusterConnection(options);
      await over(value, async (transport) => assert.equal((await transport.json(GET)).status, 200));
      assert.deepEqual([server.callers, until], [[{ token: 'one' }], undefined]);
    }));

  it('is called with the token of the file as it is after a minute, and at once when one was refused', () =>
    inPod(async ({ server, folder, options, pass }) => {
      const { value } = await inClusterConnection(options);
      await over(value, async (transport) => {
        const sent = (accepted: string) => tokensShown(server, transport, accepted);
        assert.deepEqual(await sent('one'), ['one']);
        await folder.write('token', 'two');
        pass(59_999);
        assert.deepEqual(await sent('one'), ['one']);
        assert.deepEqual(await sent('two'), ['one', 'two']);
        await folder.write('token', 'three');
        pass(60_000);
        assert.deepEqual(await sent('three'), ['three']);
      });
    }));

  it('that gets a new CA is trusted by that, without a restart', () =>
    inPod(async ({ server, folder, options, pass }) => {
      server.accepted.add('one');
      const { clusters } = await sourceIn(options).find({ signal: GET.signal });
      const { transport } = clusters[0] ?? assert.fail();
      assert.equal((await transport.json(GET)).status, 200);
      const renewed = authority();
      server.show(renewed.issue('cluster.test'));
      pass(10_000);
      await rejectsWith('UntrustedCertificate', transport.json(GET));
      await folder.write('ca.crt', renewed.cert);
      pass(10_000);
      assert.equal((await transport.json(GET)).status, 200);
      assert.equal(server.callers.length, 2);
      transport.close();
    }));

  it('is found when its files come late', () =>
    inPod(async ({ folder, options }) => {
      const source = sourceIn(options);
      await rm(`${folder.path}/token`);
      await rejectsWith('NotInCluster', source.find({ signal: GET.signal }));
      await folder.write('token', 'one');
      assert.equal((await source.find({ signal: GET.signal })).clusters.length, 1);
    }));

  const addresses: readonly (readonly [host: string, port: string, address: string])[] = [
    ['10.96.0.1', '443', 'https://10.96.0.1/'],
    ['10.96.0.1', '6443', 'https://10.96.0.1:6443/'],
    ['fd00:10:96::1', '6443', 'https://[fd00:10:96::1]:6443/'],
    ['::1', '443', 'https://[::1]/'],
    ['kubernetes.default.svc', '443', 'https://kubernetes.default.svc/'],
  ];
  for (const [host, port, address] of addresses) {
    it(`at ${host} and ${port} is at ${address}`, async () => {
      const environment = { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port };
      assert.equal(await addressOf(environment), address);
    });
  }

  const nowhere: readonly (readonly [title: string, environment: ConnectOptions['environment']])[] = [
    ['no variables', {}],
    ['no host', { ...ADDRESS, KUBERNETES_SERVICE_HOST: undefined }],
    ['an empty host', { ...ADDRESS, KUBERNETES_SERVICE_HOST: '' }],
    ['no port', { ...ADDRESS, KUBERNETES_SERVICE_PORT: undefined }],
    ['an address for a port', { ...ADDRESS, KUBERNETES_SERVICE_PORT: 'tcp://10.0.0.1:443' }],
    ['a port that is none', { ...ADDRESS, KUBERNETES_SERVICE_PORT: '99999' }],
    ['an address for a host', { ...ADDRESS, KUBERNETES_SERVICE_HOST: 'https://10.0.0.1' }],
    ['a host that would move the address', { ...ADDRESS, KUBERNETES_SERVICE_HOST: 'a@evil.test/#' }],
    ['a host with controls', { ...ADDRESS, KUBERNETES_SERVICE_HOST: '\u001b[31m' }],
  ];
  for (const [title, environment] of nowhere) {
    it(`is nowhere with ${title}: NotInCluster`, async () => {
      const { message } = await rejectsWith('NotInCluster', addressOf(environment));
      assert.match(message, /KUBERNETES_SERVICE_HOST.*KUBERNETES_SERVICE_PORT/);
      assert.doesNotMatch(message, /\p{Cc}/u);
    });
  }

  it('is told to be nowhere in words, where nothing is set', async () => {
    const { message } = await rejectsWith('NotInCluster', addressOf({}));
    assert.match(message, /, got neither$/);
  });

  const files: readonly (readonly [title: string, reason: 'NotInCluster' | 'InvalidCa', files: object])[] = [
    ['without any file', 'NotInCluster', {}],
    ['without a token', 'NotInCluster', { 'ca.crt': CA }],
    ['with an empty token', 'NotInCluster', { 'ca.crt': CA, token: '' }],
    ['with a token of two lines', 'NotInCluster', { 'ca.crt': CA, token: 's3cret\ns3cret' }],
    ['without a CA', 'NotInCluster', { token: 's3cret' }],
    ['with an empty CA', 'InvalidCa', { 'ca.crt': '', token: 's3cret' }],
    ['with a CA that is no PEM', 'InvalidCa', { 'ca.crt': 's3cret', token: 's3cret' }],
    ['with a key for a CA', 'InvalidCa', { 'ca.crt': KEY, token: 's3cret' }],
  ];
  for (const [title, reason, contents] of files) {
    it(`${title} is ${reason}: the file is named, and nothing of it is told`, () =>
      inFolder(async (folder) => {
        for (const [name, text] of Object.entries(contents)) await folder.write(name, text);
        const work = inClusterConnection({ environment: ADDRESS, serviceAccountFolder: folder.path });
        const fault = await rejectsWith(reason, work);
        assert.match(fault.message, /^inCluster: .*\/(?:token|ca\.crt)$/);
        assert.doesNotMatch(inspect(fault), /s3cret|BEGIN/);
      }));
  }

  // Tests may run in a pod themselves.
  (existsSync(SERVICE_ACCOUNT_FOLDER) ? it.skip : it)('is looked for where the kubelet puts it', async () => {
    const { message } = await rejectsWith('NotInCluster', inClusterConnection({ environment: ADDRESS }));
    assert.ok(message.includes('/var/run/secrets/kubernetes.io/serviceaccount/ca.crt'), message);
  });
});
