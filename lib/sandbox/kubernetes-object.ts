/** Kubernetes objects as plain JSON. */
import { memberAt, isMap, mapOr, type Json, type JsonMap } from './json.ts';

/** Any object with its type and metadata; the rest is as its kind has it. */
export interface KubernetesObject extends JsonMap {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: JsonMap;
}

/** The metadata member as a text; empty where it is missing or something else, as Go's zero value is. */
export function metaText(object: JsonMap, key: string): string {
  const value = memberAt(object, ['metadata', key]);
  return typeof value === 'string' ? value : '';
}

/** A member's map of texts (labels, annotations), without what is no text. */
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

/** Any map as an object of the given type; members in the order in which the real server writes them. */
export function asObject(
  type: { readonly apiVersion: string; readonly kind: string },
  map: JsonMap,
): KubernetesObject {
  const { metadata, ...rest } = map;
  return { ...rest, kind: type.kind, apiVersion: type.apiVersion, metadata: isMap(metadata) ? metadata : {} };
}
