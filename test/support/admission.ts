/** Admission that makes another image of what a patch writes. */
import assert from 'node:assert/strict';
import type { KubernetesObject } from '../../lib/sandbox/kubernetes-object.ts';
import { isList, mapOr, type Json } from '../../lib/sandbox/json.ts';

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
