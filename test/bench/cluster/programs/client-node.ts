/** Theirs in a new process: `client-node.js list|patch <kubeconfig> <image>`; prints how many workloads use the image. */
import { AppsV1Api, KubeConfig, type V1Deployment } from '@kubernetes/client-node';
import pLimit from 'p-limit';
import { DIGEST, deploymentRepository, TAG } from '../../../support/measured-deployments.ts';

const [task = '', kubeconfig = '', image = ''] = process.argv.slice(2);
const before = `${deploymentRepository(image)}:${TAG}`;
/** As many at a time as the project. */
const limit = pLimit(8);
const config = new KubeConfig();
config.loadFromFile(kubeconfig);
const api = config.makeApiClient(AppsV1Api);

function containers({ spec }: V1Deployment) {
  return spec?.template.spec?.containers ?? [];
}

async function patch(deployment: V1Deployment): Promise<void> {
  const { name = '', namespace = '' } = deployment.metadata ?? {};
  const body = containers(deployment).flatMap((container, index) => {
    const path = `/spec/template/spec/containers/${index}/image`;
    return container.image === before ? [{ op: 'replace', path, value: `${before}@${DIGEST}` }] : [];
  });
  await api.patchNamespacedDeployment({ name, namespace, body });
}

const { items } = await api.listDeploymentForAllNamespaces();
const users = items.filter((deployment) => containers(deployment).some((each) => each.image === before));
if (task === 'patch') await Promise.all(users.map((deployment) => limit(() => patch(deployment))));
process.stdout.write(String(users.length));
process.exit();
