/** Admission that makes another image of what a patch writes, and what is left then. */
import assert from 'node:assert/strict';
import type { ContainerOutcome } from '../../lib/core/report/report.ts';
import { readContainerState } from '../../lib/core/workload/applied-state.ts';
import { withMetadata, type KubernetesObject } from '../../lib/sandbox/kubernetes-object.ts';
import { isList, mapOr, type Json } from '../../lib/sandbox/json.ts';
import type { Sandbox } from '../../lib/sandbox/start-sandbox.ts';
import { images, now } from '../support/on-sandbox.ts';

export const mirror = (image: string) => image.replace('europe-docker.pkg.dev', 'mirror.example.com');

/** Admission that changes every image of the first so many patches. */
export function admission(change: (image: string, name: string) => string, times = Infinity) {
  const mutate = (object: KubernetesObject): KubernetesObject => {
    const spec = mapOr(object['spec']);
    const template = mapOr(spec['template']);
    const pod = mapOr(template['spec']);
    const containers = isList(pod['containers']) ? pod['containers'] : [];
    const changed = containers.map((each): Json => {
      const { name, image } = mapOr(each);
      assert.ok(typeof name === 'string' && typeof image === 'string');
      return { ...mapOr(each), image: change(image, name) };
    });
    return { ...object, spec: { ...spec, template: { ...template, spec: { ...pod, containers: changed } } } };
  };
  return { fault: { type: 'mutation', change: mutate }, times } as const;
}

/** The same, and the image is the field of this manager then, as the API server keeps it. */
export function admissionWrittenBy(manager: string, change: (image: string, name: string) => string) {
  const mutation = admission(change).fault.change;
  const fieldsV1 = {
    'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"app"}': { 'f:image': {} } } } } },
  };
  const managedFields = [{ manager, operation: 'Update', time: '1970-01-01T00:00:01Z', fieldsV1 }];
  const mutate = (object: KubernetesObject) => withMetadata(mutation(object), { managedFields });
  return { fault: { type: 'mutation', change: mutate } } as const;
}

export const details = (outcomes: readonly ContainerOutcome[]) =>
  outcomes.map((outcome) => ('detail' in outcome ? (outcome.detail ?? '') : '')).join('\n');

export function status(sandbox: Sandbox, container = 'app'): string {
  return readContainerState(now(sandbox), container, images(sandbox)[container] ?? '').status;
}
