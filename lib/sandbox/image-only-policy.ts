/**
 * `infra/rbac/image-only-policy.yaml` in small: which changes of a workload the ValidatingAdmissionPolicy refuses, and
 * in which words. The same rules level by level, without CEL.
 */
import { memberAt, isList, mapOr, member, sameJson, type Json, type JsonMap } from './json.ts';
import { readTexts, type KubernetesObject } from './kubernetes-object.ts';
import { qualifiedName, type Resource } from './resources.ts';

/** The name of the policy for a user, and of its binding. */
export function imageOnlyPolicyName(username: string): string {
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
  if (template === undefined || !GUARDED.has(qualifiedName(resource))) return undefined;
  const [was, is] = [mapOr(memberAt(before, template)), mapOr(memberAt(after, template))];
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
  const level = metadataLevels(before, after);
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
  const level = metadataLevels(was, is);
  const annotations = ['metadata', 'annotations'];
  return [
    level('template.', [], ['metadata', 'spec']),
    level('template.metadata.', ['metadata'], ['annotations']),
    level('template.metadata.annotations.', annotations, ['kubectl.kubernetes.io/restartedAt']),
    level('template.spec.', ['spec'], ['containers', 'initContainers']),
  ];
}

function metadataLevels(before: JsonMap, after: JsonMap) {
  return (place: string, path: readonly string[], free: readonly string[]): Level => ({
    place,
    was: mapOr(memberAt(before, path)),
    is: mapOr(memberAt(after, path)),
    free,
  });
}

/** Each container beside the one of its name that was there. */
function containerLevels(was: JsonMap, is: JsonMap): readonly Level[] {
  const old = new Map(readContainers(was).map((container) => [member(container, 'name'), container]));
  return readContainers(is).map((container) => ({
    place: `container ${containerName(container)}: `,
    was: old.get(member(container, 'name')) ?? {},
    is: container,
    free: ['image'],
  }));
}

function readContainers(template: JsonMap): readonly JsonMap[] {
  return ['containers', 'initContainers'].flatMap((key) => readList(template, key));
}

function readList(template: JsonMap, key: string): readonly JsonMap[] {
  const containers = memberAt(template, ['spec', key]);
  return isList(containers) ? containers.map(mapOr) : [];
}

function containerName(container: JsonMap): string {
  return readTexts(container)['name'] ?? '';
}

function otherContainers(was: JsonMap, is: JsonMap): string | undefined {
  const [before, after] = [was, is].map((template): Json =>
    ['containers', 'initContainers'].map((key) => readList(template, key).map(containerName)),
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
    const [old = '', now = ''] = [was, is].map((container) => readTexts(container)['image']);
    return old !== now && !(readRepository(old) === readRepository(now) && IMAGE.test(now));
  });
  const list = foreign.map(({ is }) => `${containerName(is)} to ${readTexts(is)['image'] ?? ''}`).join(', ');
  return foreign.length === 0
    ? undefined
    : `an image may only change to another tag or digest of the same repository: ${list}`;
}

/** Undefined where the text starts with none. */
function readRepository(image: string): string | undefined {
  return REPOSITORY.exec(image)?.[0];
}
