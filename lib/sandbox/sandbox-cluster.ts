/** The objects of a sandbox, which tests and the demo read and change without HTTP. */
import { randomUUID } from 'node:crypto';
import { counted, withoutEmptyMaps } from './generation.ts';
import { member } from './json.ts';
import { Pager } from './pager.ts';
import { metaText, withMetadata, type KubernetesObject } from './kubernetes-object.ts';
import { formatApiVersion, type Resource } from './resources.ts';
import { RolloutHistory } from './rollout-undo.ts';
import { readObject, Store, unchanged, type Address } from './store.ts';

/** A change of an object: the new object, or undefined to delete it. */
export type ObjectChange = (object: KubernetesObject) => KubernetesObject | undefined;

/** The served kinds, their objects, the pages of their lists and the history of their rollouts. */
export class SandboxCluster {
  readonly resources: readonly Resource[];
  readonly pager: Pager;
  readonly #store: Store;
  readonly #history = new RolloutHistory();

  constructor(resources: readonly Resource[]) {
    this.resources = resources;
    this.#store = new Store((resource, before, after) => {
      this.#history.record(resource, before, after);
    });
    this.pager = new Pager(this.#store);
  }

  /** All objects of a kind, by namespace and name. */
  objects(kind: string): readonly KubernetesObject[] {
    const resource = this.#findResource(kind);
    return this.#store.list(resource).map((stored) => readObject(resource, stored));
  }

  find(kind: string, namespace: string, name: string): KubernetesObject | undefined {
    return this.#store.get({ resource: this.#findResource(kind), namespace, name });
  }

  get(address: Address): KubernetesObject | undefined {
    return this.#store.get(address);
  }

  /**
   * Creates or replaces the object, and returns it with the members that the server sets: uid, creationTimestamp and generation
   * if they are missing, and always resourceVersion. A missing namespace is created. An identical object changes nothing.
   */
  put(object: KubernetesObject): KubernetesObject {
    const resource = this.#findResource(object.kind, object.apiVersion);
    const [namespace, name] = [metaText(object, 'namespace'), metaText(object, 'name')];
    if (name === '' || (namespace !== '') !== resource.namespaced) {
      throw new Error(
        `${object.kind} "${namespace}/${name}" has no name, or a namespace although it is cluster-scoped`,
      );
    }
    if (namespace !== '') this.#ensureNamespace(namespace);
    const before = this.get({ resource, namespace, name });
    const after = withoutEmptyMaps(
      before === undefined ? created(resource, object) : updated(resource, before, object),
    );
    return before !== undefined && unchanged(before, after) ? before : this.#store.put(resource, after);
  }

  /** Changes an object like another writer; false if it does not exist. */
  change(address: Address, change: ObjectChange): boolean {
    const before = this.get(address);
    if (before === undefined) return false;
    const after = change(before);
    if (after === undefined) this.#store.remove(address);
    else this.put(after);
    return true;
  }

  /** Whether it existed. */
  remove(kind: string, namespace: string, name: string): boolean {
    return this.#store.remove({ resource: this.#findResource(kind), namespace, name });
  }

  /** `kubectl rollout undo`; false if there is no such object or revision. */
  undoRollout(kind: string, namespace: string, name: string, toRevision?: number): boolean {
    const resource = this.#findResource(kind);
    const object = this.get({ resource, namespace, name });
    const undone = object === undefined ? undefined : this.#history.undone(resource, object, toRevision);
    if (undone === undefined) return false;
    this.put(undone);
    return true;
  }

  #ensureNamespace(name: string): void {
    const resource = this.resources.find(({ group, plural }) => group === '' && plural === 'namespaces');
    if (resource === undefined || this.get({ resource, name }) !== undefined) return;
    const labels = { 'kubernetes.io/metadata.name': name };
    this.put({
      kind: 'Namespace',
      apiVersion: 'v1',
      metadata: { name, labels },
      status: { phase: 'Active' },
    });
  }

  #findResource(kind: string, apiVersion?: string): Resource {
    const resource = this.resources.find(
      (row) => row.kind === kind && (apiVersion === undefined || formatApiVersion(row) === apiVersion),
    );
    if (resource === undefined) throw new Error(`the sandbox serves no ${apiVersion ?? ''} ${kind}`);
    return resource;
  }
}

function created(resource: Resource, object: KubernetesObject): KubernetesObject {
  return withMetadata(object, {
    uid: randomUUID(),
    creationTimestamp: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    ...(resource.template === undefined && resource.custom !== true ? {} : { generation: 1 }),
    ...object.metadata,
  });
}

/** Metadata that a new version of an object inherits from the old one, unless it has its own. */
const FILLED_IN = new Set(['uid', 'creationTimestamp', 'generation']);

function updated(resource: Resource, before: KubernetesObject, object: KubernetesObject): KubernetesObject {
  const kept = Object.entries(before.metadata).filter(([key]) => FILLED_IN.has(key));
  const after = withMetadata(object, { ...Object.fromEntries(kept), ...object.metadata });
  return member(after.metadata, 'generation') === member(before.metadata, 'generation')
    ? counted(resource, before, after)
    : after;
}
