import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { selfSigned } from '../support/tls-certificate.ts';
import { GET, over } from '../support/loopback.ts';
import { rejectsWith } from '../support/rejects-with.ts';
import { inFolder, kubeconfig, printing } from '../support/temporary-folder.ts';
import { base64 } from '../support/base64.ts';
import { TOKEN, scene, connect, send, given } from './kubeconfigs.ts';

describe('a connection out of a kubeconfig', () => {
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

  const { cert } = selfSigned();

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

function oidc(idToken: string) {
  return { 'auth-provider': { name: 'oidc', config: { 'id-token': idToken } } };
}

function jwt(payload: unknown): string {
  return [{ alg: 'none' }, payload, 's3cret']
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
}
