/**
 * `kubectl rollout undo`, as measured on Kubernetes 1.36 with its controller manager. A revision of a Deployment is a
 * ReplicaSet: it contains the pod template, and the last annotations of the Deployment with that template. An undo restores
 * both, but not labels. A revision of a StatefulSet or a DaemonSet contains only the template.
 */
import { memberAt, mapOr, member, sameJson, withMember, type Json, type JsonMap } from './json.ts';
import { metaText, type KubernetesObject } from './kubernetes-object.ts';
import type { Resource } from './resources.ts';

interface Revision {
  readonly number: number;
  readonly template: Json;
  readonly annotations: JsonMap;
}

/** Annotations of a Deployment that are neither stored in a revision nor restored from one. */
const NOT_REVISED = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]);

/** The revisions of the workloads of a sandbox. The first change of a workload starts its history. */
export class RolloutHistory {
  readonly #revisions = new Map<string, readonly Revision[]>();

  /** Has to be called for each change of an existing object. */
  record(resource: Resource, before: KubernetesObject, after: KubernetesObject | undefined): void {
    const key = historyKey(resource, before);
    if (after === undefined) this.#revisions.delete(key);
    else this.#revisions.set(key, next(this.#revisions.get(key) ?? next([], before), after));
  }

  /**
   * The object after `rollout undo`: with the revision before the current one, or that of `toRevision`. Undefined if there is no
   * such revision. The result still has to be stored.
   */
  undone(resource: Resource, object: KubernetesObject, toRevision?: number): KubernetesObject | undefined {
    const revisions = this.#revisions.get(historyKey(resource, object)) ?? next([], object);
    const revision =
      toRevision === undefined ? revisions.at(-2) : revisions.find(({ number }) => number === toRevision);
    if (revision === undefined) return undefined;
    const spec = { ...mapOr(member(object, 'spec')), template: revision.template };
    return resource.kind === 'Deployment'
      ? { ...object, metadata: undoneMetadata(object, revision), spec }
      : { ...object, spec };
  }
}

/** The history after the object changed to this state: a template that occurred before becomes the newest again. */
function next(revisions: readonly Revision[], object: KubernetesObject): readonly Revision[] {
  const template = memberAt(object, ['spec', 'template']) ?? null;
  const annotations = Object.fromEntries(
    Object.entries(mapOr(member(object.metadata, 'annotations'))).filter(([key]) => !NOT_REVISED.has(key)),
  );
  const newest = revisions.at(-1);
  const same = newest !== undefined && sameJson(newest.template, template);
  const others = revisions.filter((revision) => !sameJson(revision.template, template));
  return [...others, { number: same ? newest.number : (newest?.number ?? 0) + 1, template, annotations }];
}

function undoneMetadata(object: KubernetesObject, { annotations }: Revision): JsonMap {
  const own = Object.entries(mapOr(member(object.metadata, 'annotations'))).filter(([key]) =>
    NOT_REVISED.has(key),
  );
  const all = { ...Object.fromEntries(own), ...annotations };
  return withMember(object.metadata, 'annotations', Object.keys(all).length === 0 ? undefined : all);
}

function historyKey(resource: Resource, object: KubernetesObject): string {
  return [resource.group, resource.plural, metaText(object, 'namespace'), metaText(object, 'name')].join('/');
}
