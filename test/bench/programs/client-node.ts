/** Theirs: `client-node.js <server> <repository>` lists Deployments as objects, and asks which use the image. */
import { AppsV1Api, KubeConfig, type V1Deployment } from '@kubernetes/client-node';
import { answering } from './answering.ts';
import { repeated } from './repeated.ts';

const [server = '', repository = ''] = process.argv.slice(2);
const config = new KubeConfig();
// Without this it refuses plain HTTP.
config.loadFromClusterAndUser({ name: 'bench', server, skipTLSVerify: true }, { name: 'bench' });
const api = config.makeApiClient(AppsV1Api);

/** Gives the number of workloads with containers that use the image. */
async function list(): Promise<number> {
  const { items } = await api.listDeploymentForAllNamespaces();
  return items.map(containersWithImage).filter((containers) => containers.length > 0).length;
}

function containersWithImage({ spec }: V1Deployment): string[] {
  const { containers = [], initContainers = [] } = spec?.template.spec ?? {};
  return [...containers, ...initContainers]
    .filter(({ image = '' }) => image.startsWith(`${repository}:`))
    .map(({ name }) => name);
}

answering('', repeated(list));
