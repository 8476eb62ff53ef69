/**
 * `infra/rbac/image-only-policy.yaml` in small: which changes of a workload the ValidatingAdmissionPolicy refuses, and
 * in which words. The same rules level by level, without CEL.
 */
import { at, isList, mapOr, member, sameJson, type Json, type JsonMap } from './json.ts';
import { textsOf, type KubernetesObject } from './object.ts';
import { qualified, type Resource } from './resources.ts';

/** The name of the policy for a user, and of its binding. */
export function imageOnlyPolicyOf(username: string): string {
  return `image-updater-image-only.${username.replaceAll(/[@:]/g, '.')}`;
}

/** What the policy is matched to. */
const GUARDED = new Set(['deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'cronjobs.batch']);

/** What it says against a change, or undefined: all of it may be, or the kind is none that it looks at. */
export function imageOnlyObjection(
  resource: Resource,
  before: KubernetesObject,
  after: KubernetesObject,
): string | undefined {
  const { template } = resource;
  if (template === undefined || !GUARDED.has(qualified(resource))) return undefined;
  const [was, is] = [mapOr(at(before, template)), mapOr(at(after, template))];
  const containers = containerLevels(was, is);
  return (
    otherContainers(was, is) ??
    otherMembers([...objectLevels(template, before, after), ...templateLevels(was, is), ...containers]) ??
    otherRepository(containers)
  );
}

/** A map on the way from the object to its containers. */
interface Level {
  readonly place: string;
  readonly was: JsonMap;
  readonly is: JsonMap;
  /** Members that may come and change, and never go. */
  readonly free: readonly string[];
}

const FREE_ANNOTATIONS = [
  'image-updater/updates',
  'kubernetes.io/change-cause',
  'deprecated.daemonset.template.generation',
];

function objectLevels(
  template: readonly string[],
  before: KubernetesObject,
  after: KubernetesObject,
): readonly Level[] {
  const level = levelsOf(before, after);
  const marks = Object.keys(mapOr(after.metadata['labels'])).filter((key) =>
    key.endsWith('.image-updater/applied'),
  );
  return [
    level('', [], ['metadata', 'spec']),
    level('metadata.', ['metadata'], ['labels', 'annotations', 'generation', 'managedFields']),
    level('metadata.labels.', ['metadata', 'labels'], marks),
    level('metadata.annotations.', ['metadata', 'annotations'], FREE_ANNOTATIONS),
    ...template.slice(1).map((key, index) => {
      const path = template.slice(0, index + 1);
      return level(`${path.join('.')}.`, path, [key]);
    }),
  ];
}

function templateLevels(was: JsonMap, is: JsonMap): readonly Level[] {
  const level = levelsOf(was, is);
  const annotations = ['metadata', 'annotations'];
  return [
    level('template.', [], ['metadata', 'spec']),
    level('template.metadata.', ['metadata'], ['annotations']),
    level('template.metadata.annotations.', annotations, ['kubectl.kubernetes.io/restartedAt']),
    level('template.spec.', ['spec'], ['containers', 'initContainers']),
  ];
}

function levelsOf(before: JsonMap, after: JsonMap) {
  return (place: string, path: readonly string[], free: readonly string[]): Level => ({
    place,
    was: mapOr(at(before, path)),
    is: mapOr(at(after, path)),
    free,
  });
}

/** Each container beside the one of its name that was there. */
function containerLevels(was: JsonMap, is: JsonMap): readonly Level[] {
  const old = new Map(containersOf(was).map((container) => [member(container, 'name'), container]));
  return containersOf(is).map((container) => ({
    place: `container ${nameOf(container)}: `,
    was: old.get(member(container, 'name')) ?? {},
    is: container,
    free: ['image'],
  }));
}

function containersOf(template: JsonMap): readonly JsonMap[] {
  return ['containers', 'initContainers'].flatMap((key) => listOf(template, key));
}

function listOf(template: JsonMap, key: string): readonly JsonMap[] {
  const containers = at(template, ['spec', key]);
  return isList(containers) ? containers.map(mapOr) : [];
}

function nameOf(container: JsonMap): string {
  return textsOf(container)['name'] ?? '';
}

function otherContainers(was: JsonMap, is: JsonMap): string | undefined {
  const [before, after] = [was, is].map((template): Json =>
    ['containers', 'initContainers'].map((key) => listOf(template, key).map(nameOf)),
  );
  return sameJson(before, after)
    ? undefined
    : 'containers may not be added, removed, renamed or put in another order';
}

function otherMembers(levels: readonly Level[]): string | undefined {
  const changed = levels.flatMap(({ place, was, is, free }) => {
    const gone = Object.keys(was).filter((key) => !Object.hasOwn(is, key));
    const other = Object.keys(is).filter(
      (key) => !free.includes(key) && !sameJson(member(was, key), member(is, key)),
    );
    return [...gone.toSorted(), ...other.toSorted()].map((key) => place + key);
  });
  return changed.length === 0 ? undefined : `may not be changed: ${changed.join(', ')}`;
}

const REPOSITORY = /^([^/@]+\/)*[^/:@]+/;
const IMAGE =
  /^([^/@]+\/)*[^/:@]+(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha(256|384|512):[0-9a-f]{64,128})?$/;

function otherRepository(containers: readonly Level[]): string | undefined {
  const foreign = containers.filter(({ was, is }) => {
    const [old = '', now = ''] = [was, is].map((container) => textsOf(container)['image']);
    return old !== now && !(repositoryOf(old) === repositoryOf(now) && IMAGE.test(now));
  });
  const list = foreign.map(({ is }) => `${nameOf(is)} to ${textsOf(is)['image'] ?? ''}`).join(', ');
  return foreign.length === 0
    ? undefined
    : `an image may only change to another tag or digest of the same repository: ${list}`;
}

/** Undefined where the text starts with none. */
function repositoryOf(image: string): string | undefined {
  return REPOSITORY.exec(image)?.[0];
}
