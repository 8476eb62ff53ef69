/**
 * JSON values as a type, and the guards of the sandbox. They are separate from those of the core: a server for tests that
 * shares no parser with the product cannot share its errors.
 */
import { isDeepStrictEqual } from 'node:util';

/** The possible results of `JSON.parse`. */
export type Json = null | boolean | number | string | readonly Json[] | JsonMap;

/** A JSON object; called a map, because objects here are those of Kubernetes. */
export interface JsonMap {
  readonly [key: string]: Json;
}

/** Parses JSON. Throws a `SyntaxError` for an invalid text. */
export function readJson(text: string): Json {
  const value: unknown = JSON.parse(text);
  if (!isJsonValue(value)) throw new SyntaxError('not JSON');
  return value;
}

/** Whether the value can be represented as JSON, recursively. */
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

/** An own member of a map, never one of its prototype. */
export function member(map: Json | undefined, key: string): Json | undefined {
  return isMap(map) && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** The value as a map, or an empty one. */
export function mapOr(value: Json | undefined): JsonMap {
  return isMap(value) ? value : {};
}

/** The value at a path of keys, or undefined if the path does not exist. */
export function memberAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce(member, value);
}

/** A copy of the map with a member set, or removed if the value is undefined. */
export function withMember(map: JsonMap, key: string, value: Json | undefined): JsonMap {
  if (value !== undefined) return { ...map, [key]: value };
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
}

/** Equal by value; the order of keys is ignored. */
export function sameJson(left: Json | undefined, right: Json | undefined): boolean {
  return isDeepStrictEqual(left, right);
}
