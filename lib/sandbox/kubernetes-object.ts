/** Kubernetes objects as plain JSON. */
import { memberAt, isMap, mapOr, type Json, type JsonMap } from './json.ts';

/** Any object with its type and metadata; the other members depend on its kind. */
export interface KubernetesObject extends JsonMap {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: JsonMap;
}

/** The metadata member as a text; empty if it is missing or has another type, like the zero value of Go. */
export function metaText(object: JsonMap, key: string): string {
  const value = memberAt(object, ['metadata', key]);
  return typeof value === 'string' ? value : '';
}

/** A member that is a map of texts (labels, annotations), without other values. */
export function readTexts(value: Json | undefined): Readonly<Record<string, string>> {
  const texts = Object.entries(mapOr(value)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts);
}

/** A copy of the object with other metadata. */
export function withMetadata(object: KubernetesObject, changes: JsonMap): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, ...changes } };
}

/** Any map as an object of the given type; members have the order of the real server. */
export function asObject(
  type: { readonly apiVersion: string; readonly kind: string },
  map: JsonMap,
): KubernetesObject {
  const { metadata, ...rest } = map;
  return { ...rest, kind: type.kind, apiVersion: type.apiVersion, metadata: isMap(metadata) ? metadata : {} };
}
