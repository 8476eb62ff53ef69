/** Theirs: `client-node.js <server> <repository>` lists Deployments as objects, and asks which use the image. */
import { AppsV1Api, KubeConfig, type V1Deployment } from '@kubernetes/client-node';
import { answering } from './answering.ts';
import { MEMORY } from './memory.ts';

const [server = '', repository = ''] = process.argv.slice(2);
const config = new KubeConfig();
config.loadFromClusterAndUser({ name: 'bench', server, skipTLSVerify: true }, { name: 'bench' });
const api = config.makeApiClient(AppsV1Api);
let found = 0;

answering('', {
  ...MEMORY,
  /** Milliseconds from the question to the names of the containers. */
  run: async () => {
    const begin = performance.now();
    const { items } = await api.listDeploymentForAllNamespaces();
    const users = items.map(containersWithImage).filter((containers) => containers.length > 0);
    const took = performance.now() - begin;
    found = users.length;
    return took;
  },
  /** Workloads of the last run that use the image. */
  found: () => found,
});

function containersWithImage({ spec }: V1Deployment): string[] {
  const { containers = [], initContainers = [] } = spec?.template.spec ?? {};
  return [...containers, ...initContainers]
    .filter(({ image = '' }) => image.startsWith(`${repository}:`))
    .map(({ name }) => name);
}
