/** Objects that sandbox tests share; complete enough for a real API server to accept them. */
import type { JsonMap } from '../../lib/sandbox/json.ts';
import type { KubernetesObject } from '../../lib/sandbox/kubernetes-object.ts';
import { BUILT_IN, type Resource } from '../../lib/sandbox/resources.ts';

/** A built-in row by its kind. */
export function row(kind: string): Resource {
  const found = BUILT_IN.find((resource) => resource.kind === kind);
  if (found === undefined) throw new Error(`no row for ${kind}`);
  return found;
}

export const ROLLOUTS: Resource = {
  group: 'argoproj.io',
  version: 'v1alpha1',
  plural: 'rollouts',
  kind: 'Rollout',
  namespaced: true,
  template: ['spec', 'template'],
  custom: true,
};

export function namespaceObject(name: string): KubernetesObject {
  return { kind: 'Namespace', apiVersion: 'v1', metadata: { name } };
}

/** A Deployment with one container `app`; `metadata` adds labels, annotations and the like. */
export function deployment(
  namespace: string,
  name: string,
  image = 'nginx:1',
  metadata: JsonMap = {},
): KubernetesObject {
  return workload({ kind: 'Deployment', apiVersion: 'apps/v1' }, { namespace, name, ...metadata }, image);
}

export function statefulSet(
  namespace: string,
  name: string,
  image = 'nginx:1',
  metadata: JsonMap = {},
): KubernetesObject {
  return workload({ kind: 'StatefulSet', apiVersion: 'apps/v1' }, { namespace, name, ...metadata }, image);
}

export function rollout(namespace: string, name: string, image = 'nginx:1'): KubernetesObject {
  return workload({ kind: 'Rollout', apiVersion: 'argoproj.io/v1alpha1' }, { namespace, name }, image);
}

function workload(
  type: { kind: string; apiVersion: string },
  metadata: JsonMap,
  image: string,
): KubernetesObject {
  const labels = { app: 'app' };
  const spec = { containers: [{ name: 'app', image }] };
  return {
    ...type,
    metadata,
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}
