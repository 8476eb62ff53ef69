/** The workloads of a race, and the pushes that they get. */
import { BUILT_IN_KINDS } from '../../../../lib/core/workload/kind.ts';
import { policyAnnotationKey } from '../../../../lib/core/workload/workload.ts';
import type { Json } from '../../../../lib/sandbox/json.ts';
import { toRequest } from '../../../support/deliveries.ts';
import { UPDATER } from '../../../support/control-plane/control-plane.ts';
import { caseOf, CONTAINERS, DEFAULT_POLICY, type PushedTag, type Racer } from './schedule.ts';
import { controlPlane } from '../../../support/control-plane/shared-control-plane.ts';
import { createObject } from '../objects.ts';

export const NAMESPACE = 'races';

export async function prepare(): Promise<void> {
  const metadata = { name: 'races', namespace: NAMESPACE };
  const rights = `/apis/rbac.authorization.k8s.io/v1/namespaces/${NAMESPACE}`;
  await createObject(controlPlane(), '/api/v1/namespaces', { metadata: { name: NAMESPACE } });
  const verbs = ['get', 'list', 'patch'];
  await createObject(controlPlane(), `${rights}/roles`, {
    metadata,
    rules: BUILT_IN_KINDS.map(({ group, plural }) => ({ apiGroups: [group], resources: [plural], verbs })),
  });
  await createObject(controlPlane(), `${rights}/rolebindings`, {
    metadata,
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: UPDATER }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'races' },
  });
}

/** A repository for each schedule, and a workload for each racer. */
export function objectOf({ kind: name, policies }: Racer, repository: string, called: string): Json {
  const annotations = Object.fromEntries(
    policies.flatMap((policy, index) =>
      policy === DEFAULT_POLICY ? [] : [[policyAnnotationKey(CONTAINERS[index] ?? ''), policy]],
    ),
  );
  const app = { app: 'racer' };
  const containers = policies.map((policy, index) => ({
    name: CONTAINERS[index] ?? '',
    image: `${repository}:${caseOf(policy).start}`,
  }));
  const restartPolicy = name === 'CronJob' ? 'OnFailure' : 'Always';
  const template = { metadata: { labels: app }, spec: { restartPolicy, containers } };
  const metadata = {
    name: called,
    namespace: NAMESPACE,
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
  if (name === 'CronJob')
    return { metadata, spec: { schedule: '0 3 1 1 *', suspend: true, jobTemplate: { spec: { template } } } };
  const spec = { selector: { matchLabels: app }, template };
  if (name === 'DaemonSet') return { metadata, spec };
  return {
    metadata,
    spec: { ...spec, replicas: 0, ...(name === 'StatefulSet' ? { serviceName: 'x' } : {}) },
  };
}

export function bodyOf({ tag, digest: bits, publishedAt }: PushedTag, repository: string): string {
  const payload = JSON.stringify({
    action: 'INSERT',
    digest: `${repository}@${bits}`,
    tag: `${repository}:${tag}`,
  });
  const { body } = toRequest('push', {
    payload,
    id: `${tag}/${bits}/${publishedAt}`,
    publishTime: new Date(publishedAt).toISOString(),
    attributes: {},
    topic: { project: 'shop', topic: 'gcr' },
    receivedAt: publishedAt,
  });
  return Buffer.from(body).toString();
}
