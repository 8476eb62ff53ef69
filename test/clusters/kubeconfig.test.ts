import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { ErrorReason } from '../../lib/core/errors/reason.ts';
import { authority, selfSigned } from '../support/tls-certificate.ts';
import { GET, over } from '../support/loopback.ts';
import { rejectsWith } from '../support/rejects-with.ts';
import { withApiServer, tokensShown } from './api-server.ts';
import { inFolder, kubeconfig, printing } from '../support/temporary-folder.ts';
import { base64 } from '../support/base64.ts';
import { TOKEN, scene, connect, send, given } from './kubeconfigs.ts';

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

  const { cert, key } = selfSigned();
  const other = selfSigned();
  const broken: readonly (readonly [title: string, reason: ErrorReason, content: unknown])[] = [
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
});

function pair(cert: string, key: string) {
  return { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
}
