import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { kubeconfigConnection } from '../../lib/clusters/kubeconfig.ts';
import type { FaultReason } from '../../lib/core/errors/reason.ts';
import { WALL_CLOCK } from '../../lib/async/clock.ts';
import { authority, selfSigned } from '../support/tls-certificate.ts';
import { GET, over } from '../support/loopback.ts';
import { rejectsWith } from '../support/rejects-with.ts';
import { withApiServer, tokensShown, type ApiServer } from './api-server.ts';
import { inFolder, kubeconfig, printing, type Folder } from '../support/temporary-folder.ts';
import { base64 } from '../support/base64.ts';

const TOKEN = 's3cret-s3cret-s3cret-s3cret';
const environment = process.env;

interface Scene {
  readonly server: ApiServer;
  readonly folder: Folder;
  /** What a cluster entry needs for this server. */
  readonly cluster: Readonly<Record<string, unknown>>;
}

function scene<T>(use: (scene: Scene) => Promise<T>): Promise<T> {
  return withApiServer((server) =>
    inFolder((folder) => {
      const ca = { 'certificate-authority-data': base64(server.authority.cert) };
      return use({ server, folder, cluster: { server: server.url, ...ca } });
    }),
  );
}

async function connect(folder: Folder, content: unknown, { credentialsMs = 15_000, now = Date.now } = {}) {
  const path = await folder.write('config', content);
  const clock = { ...WALL_CLOCK, now };
  return kubeconfigConnection({ type: 'kubeconfig', path }, { environment, credentialsMs, clock });
}

/** Sends so many requests with what the file says, one after another, and gives the last status. */
async function send(folder: Folder, content: unknown, count = 1): Promise<number> {
  const { value } = await connect(folder, content);
  return over(value, async (transport) => {
    let status = 0;
    for (let sent = 0; sent < count; sent += 1) ({ status } = await transport.json(GET));
    return status;
  });
}

describe('a connection out of a kubeconfig', () => {
  it('sends the token of the file', () =>
    scene(async ({ server, folder, cluster }) => {
      server.accepted.add(TOKEN);
      assert.equal(await send(folder, kubeconfig(cluster, { token: TOKEN })), 200);
      assert.deepEqual(server.callers, [{ token: TOKEN }]);
    }));

  it('takes the token from a file beside it, whatever else there is', () =>
    scene(async ({ server, folder, cluster }) => {
      server.accepted.add(TOKEN);
      await folder.write('token', `${TOKEN}\n`);
      const user = { 'token-file': 'token', token: 'other', exec: { command: './none' } };
      assert.equal(await send(folder, kubeconfig(cluster, user)), 200);
    }));

  it('reads a token file again after a minute, and at once when its token was refused', () =>
    scene(async ({ server, folder, cluster }) => {
      await folder.write('token', 'one');
      let now = 0;
      const content = kubeconfig(cluster, { 'token-file': 'token' });
      const { value } = await connect(folder, content, { now: () => now });
      await over(value, async (transport) => {
        const sent = (accepted: string) => tokensShown(server, transport, accepted);
        assert.deepEqual(await sent('one'), ['one']);
        await folder.write('token', 'two');
        assert.deepEqual(await sent('one'), ['one']);
        assert.deepEqual(await sent('two'), ['one', 'two']);
        await folder.write('token', 'three');
        now = 60_000;
        assert.deepEqual(await sent('three'), ['three']);
      });
    }));

  it('reads the file again when its token was refused', () =>
    scene(async ({ server, folder, cluster }) => {
      server.accepted.add('new');
      const { value } = await connect(folder, kubeconfig(cluster, { token: 'old' }));
      await folder.write('config', kubeconfig(cluster, { token: 'new' }));
      await over(value, async (transport) => assert.equal((await transport.json(GET)).status, 200));
      assert.deepEqual(server.callers, [{ token: 'old' }, { token: 'new' }]);
    }));

  it('sends no token of another server that the file names now', () =>
    scene(({ server: former, folder, cluster }) =>
      withApiServer(async ({ url, accepted }) => {
        accepted.add('new');
        const { value } = await connect(folder, kubeconfig(cluster, { token: 'old' }));
        await folder.write('config', kubeconfig({ ...cluster, server: url }, { token: 'new' }));
        await over(value, (transport) => rejectsWith('Unauthorized', transport.json(GET)));
        assert.deepEqual(former.callers, [{ token: 'old' }]);
      }),
    ));

  it('without a token any more says so, and another one is asked for', () =>
    scene(async ({ folder, cluster, server }) => {
      const { value } = await connect(folder, kubeconfig(cluster, { token: 'old' }));
      const { cert, key } = server.authority.issue('me');
      const user = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
      await folder.write('config', kubeconfig(cluster, user));
      await over(value, (transport) => rejectsWith('Unauthorized', transport.json(GET)));
    }));

  it('shows a client certificate, by data or by files beside it', () =>
    scene(async ({ server, folder, cluster }) => {
      const { cert, key } = server.authority.issue('me');
      const data = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
      assert.equal(await send(folder, kubeconfig(cluster, data)), 200);
      await folder.write('me.crt', cert);
      await folder.write('me.key', key);
      const files = { 'client-certificate': 'me.crt', 'client-key': './me.key' };
      assert.equal(await send(folder, kubeconfig(cluster, files)), 200);
      assert.deepEqual(server.callers, [{ client: 'me' }, { client: 'me' }]);
    }));

  it('lasts as long as its client certificate, or as the plugin says that this does', () =>
    scene(async ({ server, folder, cluster }) => {
      const [soon, late] = [new Date('2030-01-01T00:00:00Z'), new Date('2040-01-01T00:00:00Z')];
      const { cert, key } = server.authority.issue('me', { until: late });
      const user = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
      const untilOf = async (content: unknown) => (await connect(folder, content)).until;
      assert.equal(await untilOf(kubeconfig(cluster, user)), late.getTime());
      assert.equal(await untilOf(kubeconfig(cluster, { token: TOKEN })), undefined);
      const status = { clientCertificateData: cert, clientKeyData: key, expirationTimestamp: soon };
      const command = await folder.program('plugin', printing(status));
      assert.equal(await untilOf(kubeconfig(cluster, { exec: { command } })), soon.getTime());
    }));

  it('trusts the CA of a file beside it', () =>
    scene(async ({ server, folder }) => {
      server.accepted.add(TOKEN);
      await folder.write('ca.crt', server.authority.cert);
      const cluster = { server: server.url, 'certificate-authority': 'ca.crt' };
      assert.equal(await send(folder, kubeconfig(cluster, { token: TOKEN })), 200);
    }));

  it('trusts nobody else, and then sends no token', () =>
    scene(async ({ server, folder }) => {
      for (const ca of [{}, { 'certificate-authority-data': base64(authority().cert) }]) {
        const sent = send(folder, kubeconfig({ server: server.url, ...ca }, { token: TOKEN }));
        await rejectsWith('UntrustedCertificate', sent);
      }
      assert.deepEqual(server.callers, []);
    }));

  it('checks no certificate where the file says so', () =>
    scene(async ({ server, folder }) => {
      server.accepted.add(TOKEN);
      const cluster = { server: server.url, 'insecure-skip-tls-verify': true };
      assert.equal(await send(folder, kubeconfig(cluster, { token: TOKEN })), 200);
    }));

  it('asks for the name that the file gives the server', () =>
    scene(async ({ server, folder, cluster }) => {
      server.accepted.add(TOKEN);
      const named = (name: string) => kubeconfig({ ...cluster, 'tls-server-name': name }, { token: TOKEN });
      assert.equal(await send(folder, named('cluster.test')), 200);
      assert.deepEqual(server.callers, [{ token: TOKEN, servername: 'cluster.test' }]);
      await rejectsWith('WrongCertificateName', send(folder, named('other.test')));
    }));

  it('sends the token of an exec plugin, which is asked once', () =>
    scene(async ({ server, folder, cluster }) => {
      server.accepted.add(TOKEN);
      await folder.program('plugin', printing({ token: TOKEN }));
      assert.equal(await send(folder, kubeconfig(cluster, { exec: { command: './plugin' } }), 3), 200);
      assert.equal(await folder.runs('plugin'), 1);
    }));

  it('asks an exec plugin again when its token has ended', () =>
    scene(async ({ server, folder, cluster }) => {
      server.accepted.add(TOKEN);
      const status = { token: TOKEN, expirationTimestamp: '2020-01-01T00:00:00Z' };
      await folder.program('plugin', printing(status));
      assert.equal(await send(folder, kubeconfig(cluster, { exec: { command: './plugin' } }), 2), 200);
      assert.equal(await folder.runs('plugin'), 3);
    }));

  it('asks an exec plugin again when its token was refused, once for all who were', () =>
    scene(async ({ server, folder, cluster }) => {
      server.accepted.add('new');
      await folder.program('plugin', printing({ token: 'old' }));
      const content = kubeconfig(cluster, { exec: { command: './plugin' } });
      const { value } = await connect(folder, content);
      await folder.program('plugin', printing({ token: 'new' }));
      await over(value, async (transport) => {
        const answers = await Promise.all([1, 2, 3].map(() => transport.json(GET)));
        assert.deepEqual(
          answers.map(({ status }) => status),
          [200, 200, 200],
        );
      });
      assert.equal(server.callers.filter(({ token }) => token === 'old').length, 3);
      assert.ok((await folder.runs('plugin')) < 5);
    }));

  it('shows the client certificate of an exec plugin', () =>
    scene(async ({ server, folder, cluster }) => {
      const { cert, key } = server.authority.issue('plugged');
      await folder.program('plugin', printing({ clientCertificateData: cert, clientKeyData: key }));
      assert.equal(await send(folder, kubeconfig(cluster, { exec: { command: './plugin' } })), 200);
      assert.deepEqual(server.callers, [{ client: 'plugged' }]);
    }));

  it('tells an exec plugin of the cluster', () =>
    scene(async ({ server, folder, cluster }) => {
      server.accepted.add(TOKEN);
      const told = `require('node:fs').writeFileSync(__dirname + '/told', process.env.KUBERNETES_EXEC_INFO);`;
      await folder.program('plugin', `${told}${printing({ token: TOKEN })}`);
      const exec = { command: './plugin', provideClusterInfo: true };
      await send(folder, kubeconfig({ ...cluster, 'tls-server-name': 'cluster.test' }, { exec }));
      const info: unknown = JSON.parse(await folder.read('told'));
      assert.deepEqual(info, {
        kind: 'ExecCredential',
        spec: {
          interactive: false,
          cluster: {
            server: server.url,
            'tls-server-name': 'cluster.test',
            'insecure-skip-tls-verify': false,
            'certificate-authority-data': base64(server.authority.cert),
          },
        },
      });
    }));

  it('sends the OIDC token of the file', () =>
    scene(async ({ server, folder, cluster }) => {
      const idToken = jwt({ exp: Date.now() / 1000 + 3600 });
      server.accepted.add(idToken);
      assert.equal(await send(folder, kubeconfig(cluster, oidc(idToken))), 200);
    }));

  it('whose OIDC token has ended takes the one that kubectl has put in its place', () =>
    scene(async ({ server, folder, cluster }) => {
      const [old, fresh] = [jwt({ exp: 1 }), jwt({ exp: Date.now() / 1000 + 3600 })];
      server.accepted.add(fresh);
      const { value } = await connect(folder, kubeconfig(cluster, oidc(old)));
      await folder.write('config', kubeconfig(cluster, oidc(fresh)));
      await over(value, async (transport) => assert.equal((await transport.json(GET)).status, 200));
    }));

  const { cert, key } = selfSigned();
  const other = selfSigned();
  const broken: readonly (readonly [title: string, reason: FaultReason, content: unknown])[] = [
    ['that is of no kind', 'NoContext', { TOKEN }],
    ['whose user is nobody', 'NoCredentials', given({})],
    ['whose token is empty', 'NoCredentials', given({ token: '' })],
    ['whose token has two lines', 'NoCredentials', given({ token: `${TOKEN}\n${TOKEN}` })],
    ['whose token is a mapping', 'NoCredentials', given({ token: { TOKEN } })],
    ['whose token file is missing', 'NoCredentials', given({ 'token-file': 'none' })],
    [
      'whose certificate is missing',
      'NoCredentials',
      given({ 'client-certificate': 'none', 'client-key': 'none' }),
    ],
    ['whose certificate has no key', 'NoCredentials', given({ 'client-certificate-data': base64(cert) })],
    ['whose key is that of another', 'NoCredentials', given(pair(cert, other.key))],
    ['whose key is no PEM', 'NoCredentials', given(pair(cert, TOKEN))],
    [
      'whose certificate is a number',
      'NoCredentials',
      given({ 'client-certificate-data': 5, 'client-key-data': 5 }),
    ],
    ['whose CA is missing', 'NoCredentials', given({ token: TOKEN }, { 'certificate-authority': 'none' })],
    [
      'whose CA is no PEM',
      'InvalidCa',
      given({ token: TOKEN }, { 'certificate-authority-data': base64(TOKEN) }),
    ],
    [
      'whose CA is a key',
      'InvalidCa',
      given({ token: TOKEN }, { 'certificate-authority-data': base64(key) }),
    ],
    ['whose plugin is missing', 'PluginFailed', given({ exec: { command: './none' } })],
    ['whose plugin has no command', 'PluginFailed', given({ exec: {} })],
    [
      'whose OIDC token is missing',
      'NoCredentials',
      given({ 'auth-provider': { name: 'oidc', config: {} } }),
    ],
  ];
  for (const [title, reason, content] of broken) {
    it(`${title}: ${reason}, and no secret is told`, () =>
      inFolder(async (folder) => {
        const fault = await rejectsWith(reason, connect(folder, content));
        assert.doesNotMatch(inspect(fault), /s3cret/);
        assert.equal(inspect(fault).includes(key.slice(40, 80)), false);
      }));
  }

  it('whose plugin gives a key that is none: no word of it is told', () =>
    inFolder(async (folder) => {
      const command = await folder.program(
        'plugin',
        printing({ clientCertificateData: cert, clientKeyData: TOKEN }),
      );
      const fault = await rejectsWith('InvalidPluginOutput', connect(folder, given({ exec: { command } })));
      assert.doesNotMatch(inspect(fault), /s3cret/);
    }));
});

function given(user: Readonly<Record<string, unknown>>, cluster: Readonly<Record<string, unknown>> = {}) {
  return kubeconfig({ server: 'https://127.0.0.1:1', ...cluster }, user);
}

function pair(cert: string, key: string) {
  return { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
}

function oidc(idToken: string) {
  return { 'auth-provider': { name: 'oidc', config: { 'id-token': idToken } } };
}

function jwt(payload: unknown): string {
  return [{ alg: 'none' }, payload, 's3cret']
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
}
