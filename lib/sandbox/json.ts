/**
 * JSON values as a type, and the few guards that the sandbox reads objects with. Its own, though the core has some
 * like them: a server for tests that shares no reader with the product cannot share its mistakes.
 */
import { isDeepStrictEqual } from 'node:util';

/** What `JSON.parse` can give. */
export type Json = null | boolean | number | string | readonly Json[] | JsonMap;

/** A JSON object; called a map, because objects here are those of Kubernetes. */
export interface JsonMap {
  readonly [key: string]: Json;
}

/** What a JSON text says. Throws a `SyntaxError` where the text is no JSON. */
export function readJson(text: string): Json {
  const value: unknown = JSON.parse(text);
  if (!isJsonValue(value)) throw new SyntaxError('not JSON');
  return value;
}

/** Whether the value is what a JSON text can say, all the way down. */
export function isJsonValue(value: unknown): value is Json {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isJsonValue);
  return typeof value === 'object' && Object.values(value).every(isJsonValue);
}

/** Neither null nor a list. */
export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `Array.isArray` loses the element type of readonly arrays; this keeps it. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A map's own member; never what the prototype has under that name. */
export function member(map: Json | undefined, key: string): Json | undefined {
  return isMap(map) && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** The value as a map, or an empty one. */
export function mapOr(value: Json | undefined): JsonMap {
  return isMap(value) ? value : {};
}

/** The value at a path of keys, or undefined where the path breaks off. */
export function memberAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce(member, value);
}

/** A copy of the map with a member set, or taken out where the value is undefined. */
export function withMember(map: JsonMap, key: string, value: Json | undefined): JsonMap {
  if (value !== undefined) return { ...map, [key]: value };
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
}

/** Equal by value; the order of keys does not count. */
export function sameJson(left: Json | undefined, right: Json | undefined): boolean {
  return isDeepStrictEqual(left, right);
}
