/**
 * The objects of a sandbox. Each is stored as its text in a list, so that a list of many thousand objects needs no encoding;
 * it is parsed only when the object itself is requested.
 */
import { isMap, readJson, sameJson, withMember, type Json } from './json.ts';
import { asObject, metaText, withMetadata, type KubernetesObject } from './kubernetes-object.ts';
import { formatApiVersion, type Resource } from './resources.ts';

/** A stored object. It is immutable: a change replaces it. */
export interface Stored {
  /** `namespace/name`, or the name of a cluster-scoped object; the sort key of lists. */
  readonly key: string;
  /** JSON of the object as an item of a list. */
  readonly item: Buffer;
}

/** Called after each change of an existing object; `after` is undefined if it was removed. */
export type ChangeListener = (
  resource: Resource,
  before: KubernetesObject,
  after: KubernetesObject | undefined,
) => void;

/** The reference of an object. */
export interface Address {
  readonly resource: Resource;
  readonly namespace?: string;
  readonly name: string;
}

/** All objects of all kinds, with one counter of changes. */
export class Store {
  readonly #listener: ChangeListener;
  readonly #objects = new Map<Resource, Map<string, Stored>>();
  readonly #sortedKeys = new Map<Resource, readonly string[]>();
  #revision = 1;

  constructor(listener: ChangeListener = () => undefined) {
    this.#listener = listener;
  }

  /** The number of changes so far, which metadata.resourceVersion contains. */
  get revision(): number {
    return this.#revision;
  }

  /** A snapshot of the objects by key, of a namespace or of all. */
  list(resource: Resource, namespace?: string): readonly Stored[] {
    const keys = this.#listKeys(resource).filter(
      (key) => namespace === undefined || key.startsWith(`${namespace}/`),
    );
    return keys.flatMap((key) => this.#findTable(resource).get(key) ?? []);
  }

  get(address: Address): KubernetesObject | undefined {
    const stored = this.#findTable(address.resource).get(storeKey(address));
    return stored === undefined ? undefined : readObject(address.resource, stored);
  }

  /** Stores the object with a new resourceVersion, and returns it. */
  put(resource: Resource, object: KubernetesObject): KubernetesObject {
    const address = { resource, namespace: metaText(object, 'namespace'), name: metaText(object, 'name') };
    const before = this.get(address);
    this.#revision += 1;
    const after = withMetadata(object, { resourceVersion: String(this.#revision) });
    const key = storeKey(address);
    if (before === undefined) this.#sortedKeys.delete(resource);
    this.#findTable(resource).set(key, { key, item: Buffer.from(itemText(resource, after)) });
    if (before !== undefined) this.#listener(resource, before, after);
    return after;
  }

  /** Whether it existed. */
  remove(address: Address): boolean {
    const before = this.get(address);
    if (before === undefined) return false;
    this.#revision += 1;
    this.#sortedKeys.delete(address.resource);
    this.#findTable(address.resource).delete(storeKey(address));
    this.#listener(address.resource, before, undefined);
    return true;
  }

  #findTable(resource: Resource): Map<string, Stored> {
    const table = this.#objects.get(resource) ?? new Map<string, Stored>();
    this.#objects.set(resource, table);
    return table;
  }

  #listKeys(resource: Resource): readonly string[] {
    const keys = this.#sortedKeys.get(resource) ?? [...this.#findTable(resource).keys()].toSorted();
    this.#sortedKeys.set(resource, keys);
    return keys;
  }
}

/** A complete stored object. */
export function readObject(resource: Resource, { item }: Stored): KubernetesObject {
  const object = readJson(item.toString());
  return asObject(
    { apiVersion: formatApiVersion(resource), kind: resource.kind },
    isMap(object) ? object : {},
  );
}

/** The text of an object in a response: fields in their order, those of custom resources in alphabetical order. */
export function objectText(resource: Resource, object: KubernetesObject): string {
  const { kind, apiVersion, metadata, ...rest } = object;
  return JSON.stringify(
    resource.custom === true
      ? { apiVersion, kind, metadata, ...rest }
      : { kind, apiVersion, metadata, ...rest },
  );
}

/** Items of built-in kinds have neither kind nor apiVersion. */
function itemText(resource: Resource, object: KubernetesObject): string {
  if (resource.custom === true) return objectText(resource, object);
  const { kind: _kind, apiVersion: _apiVersion, metadata, ...rest } = object;
  return JSON.stringify({ metadata, ...rest });
}

function storeKey({ resource, namespace, name }: Address): string {
  return resource.namespaced ? `${namespace ?? ''}/${name}` : name;
}

/** Whether two objects differ in more than the counters of the server. */
export function unchanged(before: KubernetesObject, after: KubernetesObject): boolean {
  return sameJson(withoutVersion(before), withoutVersion(after));
}

function withoutVersion(object: KubernetesObject): Json {
  return { ...object, metadata: withMember(object.metadata, 'resourceVersion', undefined) };
}
