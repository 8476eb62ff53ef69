/** On the way to a cluster of a kubeconfig, and inside of a cluster. */
import { type Ground, type Row, fromFile } from './broken-clusters.ts';

/** A cluster of a kubeconfig whose user is a plugin that runs this code. */
async function fromPlugin(ground: Ground, code: string): Promise<string> {
  const command = await ground.folder.program('plugin', code);
  return fromFile(ground, { server: 'https://127.0.0.1:1' }, { exec: { command } });
}

export const KUBECONFIG_ROWS: readonly Row[] = [
  {
    what: 'a kubeconfig that is missing',
    reason: 'NoKubeconfig',
    entry: ({ folder }) => `{ kubeconfig: ${folder.path}/missing }`,
  },
  {
    what: 'a kubeconfig that cannot be read',
    reason: 'NoKubeconfig',
    entry: ({ folder }) => `{ kubeconfig: ${folder.path} }`,
  },
  {
    what: 'a context that is not in the kubeconfig',
    reason: 'NoContext',
    entry: async (ground) =>
      (await fromFile(ground, { server: 'https://127.0.0.1:1' })).replace(' }', ', context: other }'),
  },
  {
    what: 'a user without credentials',
    reason: 'NoCredentials',
    entry: (ground) => fromFile(ground, { server: 'https://127.0.0.1:1' }, {}),
  },
  {
    what: 'an exec plugin that fails',
    reason: 'PluginFailed',
    entry: (ground) => fromPlugin(ground, 'process.exitCode = 1'),
  },
  {
    what: 'an exec plugin that hangs',
    reason: 'PluginTimeout',
    entry: (ground) => fromPlugin(ground, 'setInterval(() => {}, 1000)'),
  },
  {
    what: 'an exec plugin that prints garbage',
    reason: 'InvalidPluginOutput',
    entry: (ground) => fromPlugin(ground, `process.stdout.write('signed in!')`),
  },
  {
    what: 'inCluster outside of a cluster',
    reason: 'NotInCluster',
    entry: () => '{ inCluster: true }',
  },
];
