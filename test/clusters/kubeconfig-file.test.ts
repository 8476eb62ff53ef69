import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { readKubeconfig } from '../../lib/clusters/kubeconfig-file.ts';
import { rejectsWith } from '../support/rejects-with.ts';
import { inFolder, kubeconfig } from '../support/temporary-folder.ts';

const SECRET = 's3cret';
const CLUSTER = { server: 'https://127.0.0.1:6443' };
const USER = { token: SECRET };
const OTHERS = {
  clusters: [
    { name: 'a', cluster: { server: 'https://a.test/k8s/' } },
    { name: 'b', cluster: { server: 'https://b.test:6443' } },
  ],
  users: [
    { name: 'ann', user: { token: 'ann' } },
    { name: 'bob', user: { token: 'bob' } },
  ],
  contexts: [
    { name: 'first', context: { cluster: 'a', user: 'bob' } },
    { name: 'second', context: { cluster: 'b', user: 'ann' } },
  ],
  'current-context': 'second',
};

function read(content: unknown, context?: string, environment = {}) {
  return inFolder(async (folder) => {
    const path = await folder.write('config', content);
    return readKubeconfig(
      { type: 'kubeconfig', path, ...(context === undefined ? {} : { context }) },
      { environment },
    );
  });
}

describe('a kubeconfig file', () => {
  it('names server and user of its current context', async () => {
    const { server, user } = await read(kubeconfig(CLUSTER, USER, OTHERS));
    assert.deepEqual([server.href, user], ['https://b.test:6443/', { token: 'ann' }]);
  });

  it('names those of any of its contexts', async () => {
    const { server, user } = await read(kubeconfig(CLUSTER, USER, OTHERS), 'first');
    assert.deepEqual([server.href, user], ['https://a.test/k8s', { token: 'bob' }]);
  });

  it('is YAML', async () => {
    const yaml = `
apiVersion: v1
kind: Config
clusters:
- name: main
  cluster: { server: "https://h" } # a comment
users: [{ name: me, user: { token: abc } }]
contexts: [{ name: c, context: { cluster: main, user: me } }]
current-context: c
`;
    assert.equal((await read(yaml)).server.host, 'h');
  });

  it('in the home folder is found by `~/`', () =>
    inFolder(async (folder) => {
      await folder.write('config', kubeconfig(CLUSTER, USER));
      const environment = { HOME: folder.path };
      const file = await readKubeconfig({ type: 'kubeconfig', path: '~/config' }, { environment });
      assert.deepEqual([file.folder, file.name], [folder.path, '~/config']);
    }));

  it('may be broken where other contexts look', async () => {
    const content = kubeconfig(CLUSTER, USER, {
      clusters: [
        { name: 'x' },
        null,
        { name: 'y', cluster: { server: 5 } },
        { name: 'main', cluster: CLUSTER },
      ],
      users: [
        null,
        { user: {} },
        { name: 'x', user: { 'token-file': '/none' } },
        { name: 'main', user: USER },
      ],
    });
    assert.equal((await read(content)).server.port, '6443');
  });

  const broken: readonly (readonly [title: string, content: unknown, context?: string])[] = [
    ['is empty', ''],
    ['is no YAML', `users: [{ token: ${SECRET}`],
    ['takes a token for an alias', `token: *${SECRET}`],
    ['takes a token for a tag', `token: !${SECRET} x`],
    ['has a key twice', `token: ${SECRET}\ntoken: ${SECRET}`],
    ['is a text', SECRET],
    ['is a list', [SECRET]],
    ['lacks the cluster', kubeconfig(CLUSTER, USER, { clusters: [] })],
    ['lacks the user', kubeconfig(CLUSTER, USER, { users: [] })],
    [
      'has contexts without a user',
      kubeconfig(CLUSTER, USER, { contexts: [{ name: 'main', context: { cluster: 'main' } }] }),
    ],
    ['has a mapping of users', kubeconfig(CLUSTER, USER, { users: { main: USER } })],
    ['names no server', kubeconfig({}, USER)],
    ['names a server that is no address', kubeconfig({ server: '127.0.0.1:6443' }, USER)],
    ['names a server of another scheme', kubeconfig({ server: 'ftp://127.0.0.1' }, USER)],
    ['would send a token unencrypted', kubeconfig({ server: 'http://127.0.0.1:1' }, USER)],
    ['wants a proxy', kubeconfig({ ...CLUSTER, 'proxy-url': 'http://127.0.0.1:1' }, USER)],
    ['wants another user impersonated', kubeconfig(CLUSTER, { ...USER, as: 'somebody' })],
    ['has a password', kubeconfig(CLUSTER, { username: 'me', password: SECRET })],
    ['has a provider without name', kubeconfig(CLUSTER, { 'auth-provider': { name: '' } })],
    [
      'has a former provider',
      kubeconfig(CLUSTER, { 'auth-provider': { name: 'gcp', config: { 'access-token': SECRET } } }),
    ],
    ['has a number for a file', kubeconfig({ ...CLUSTER, 'certificate-authority': 5 }, USER)],
  ];
  const contextless: typeof broken = [
    ['has nothing in it', {}],
    ['has no current context', kubeconfig(CLUSTER, USER, { 'current-context': undefined })],
    ['has a number for the current context', kubeconfig(CLUSTER, USER, { 'current-context': 5 })],
    ['lacks the context', kubeconfig(CLUSTER, USER), 'none'],
    ['lacks the current context', kubeconfig(CLUSTER, USER, { contexts: [] })],
    ['has a list of texts for contexts', kubeconfig(CLUSTER, USER, { contexts: ['main'] })],
  ];
  const refused = [
    ...broken.map((row) => ['NoKubeconfig', ...row] as const),
    ...contextless.map((row) => ['NoContext', ...row] as const),
  ];
  for (const [reason, title, content, context] of refused) {
    it(`that ${title} is ${reason}, and no secret of it is told`, async () => {
      const fault = await rejectsWith(reason, read(content, context));
      assert.doesNotMatch(inspect(fault), /s3cret/);
    });
  }

  it('that is not there or cannot be read is refused', () =>
    inFolder(async ({ path }) => {
      for (const each of [`${path}/none`, path, `${path}/\0`])
        await rejectsWith(
          'NoKubeconfig',
          readKubeconfig({ type: 'kubeconfig', path: each }, { environment: {} }),
        );
    }));

  it('that lacks a context names those that it has', async () => {
    const { message } = await rejectsWith('NoContext', read(kubeconfig(CLUSTER, USER, OTHERS), 'thrid'));
    for (const name of ['first', 'second', 'thrid']) assert.ok(message.includes(name), message);
  });
});
