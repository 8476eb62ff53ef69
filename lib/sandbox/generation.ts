/** Prepares a changed object for storage like the API server: generation, and omitted members. */
import { mapOr, member, sameJson, withMember, type JsonMap } from './json.ts';
import { withMetadata, type KubernetesObject } from './kubernetes-object.ts';
import type { Resource } from './resources.ts';

/** The changed object, with an increased metadata.generation if the change is relevant for it. */
export function counted(
  resource: Resource,
  before: KubernetesObject,
  after: KubernetesObject,
): KubernetesObject {
  const generation = member(before.metadata, 'generation');
  if (typeof generation !== 'number' || !counts(resource, before, after)) return after;
  return withMetadata(after, { generation: generation + 1 });
}

function counts({ annotationsCount }: Resource, before: KubernetesObject, after: KubernetesObject): boolean {
  if (!sameJson(member(before, 'spec'), member(after, 'spec'))) return true;
  return annotationsCount === true && !sameJson(readAnnotations(before), readAnnotations(after));
}

function readAnnotations(object: KubernetesObject): JsonMap {
  return mapOr(member(object.metadata, 'annotations'));
}

/** Empty or null labels and annotations are omitted. */
export function withoutEmptyMaps(object: KubernetesObject): KubernetesObject {
  const metadata = ['labels', 'annotations'].reduce((map, key) => {
    const texts = member(map, key);
    const empty = texts === null || (texts !== undefined && Object.keys(mapOr(texts)).length === 0);
    return empty ? withMember(map, key, undefined) : map;
  }, object.metadata);
  return { ...object, metadata };
}
