/**
 * `infra/rbac/image-only-policy.yaml` without CEL: the changes of a workload that the ValidatingAdmissionPolicy rejects, with
 * the same messages.
 */
import { memberAt, isList, isMap, mapOr, member, sameJson, type Json, type JsonMap } from './json.ts';
import { readTexts, type KubernetesObject } from './kubernetes-object.ts';
import { qualifiedName, type Resource } from './resources.ts';

/** The name of the policy for a user, and of its binding. */
export function imageOnlyPolicyName(username: string): string {
  return `image-updater-image-only.${username.replaceAll(/[@:]/g, '.')}`;
}

/** The resources that the policy matches. */
const GUARDED = new Set(['deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'cronjobs.batch']);

/** The message against a change; undefined if it is allowed, or if the policy does not match the kind. */
export function imageOnlyObjection(
  resource: Resource,
  before: KubernetesObject,
  after: KubernetesObject,
): string | undefined {
  const { template } = resource;
  if (template === undefined || !GUARDED.has(qualifiedName(resource))) return undefined;
  const [was, is] = [mapOr(memberAt(before, template)), mapOr(memberAt(after, template))];
  const containers = containerLevels(was, is);
  const volumes = volumeLevels(was, is);
  const levels = [
    ...objectLevels(template, before, after),
    ...templateLevels(was, is),
    ...containers,
    ...volumes,
  ];
  return (
    otherItems(was, is) ??
    otherMembers([...levels, ...volumes.filter(isImageVolume).map(imageLevel)]) ??
    otherRepository([...containers.map(containerImage), ...volumes.filter(isImageVolume).map(volumeImage)])
  );
}

/** A map in the path from the object to its containers. */
interface Level {
  readonly place: string;
  readonly was: JsonMap;
  readonly is: JsonMap;
  /** Members that may be added and changed. */
  readonly free: readonly string[];
  /** Members that may be removed. Default: none. */
  readonly mayGo?: readonly string[];
}

/** Labels of a state that ends: they may be added, changed and removed. */
const TEMPORARY_LABELS = new Set([
  'image-updater/pending',
  'image-updater/hold',
  'index.image-updater/epoch',
]);
const TEMPORARY_ANNOTATIONS = ['image-updater/good', 'image-updater/status', 'image-updater/held'];
const FREE_ANNOTATIONS = [
  'image-updater/updates',
  ...TEMPORARY_ANNOTATIONS,
  'kubernetes.io/change-cause',
  'deprecated.daemonset.template.generation',
];

function isTemporaryLabel(key: string): boolean {
  return (
    TEMPORARY_LABELS.has(key) ||
    key.endsWith('.image-updater/failed') ||
    key.startsWith('repo.index.image-updater/')
  );
}

function isAppliedLabel(key: string): boolean {
  return key.endsWith('.image-updater/applied');
}

function isApproval(key: string): boolean {
  return key.endsWith('.image-updater/approved');
}

function objectLevels(
  template: readonly string[],
  before: KubernetesObject,
  after: KubernetesObject,
): readonly Level[] {
  const level = metadataLevels(before, after);
  const keysIn = (object: KubernetesObject, map: string) => Object.keys(mapOr(object.metadata[map]));
  const temporary = [...keysIn(before, 'labels'), ...keysIn(after, 'labels')].filter(isTemporaryLabel);
  const applied = keysIn(after, 'labels').filter(isAppliedLabel);
  const approvals = keysIn(after, 'annotations').filter(isApproval);
  const free = ['labels', 'annotations', 'generation', 'managedFields'];
  return [
    level('', [], ['metadata', 'spec']),
    // The map goes with the last of its members.
    { ...level('metadata.', ['metadata'], free), mayGo: ['labels', 'annotations'] },
    { ...level('metadata.labels.', ['metadata', 'labels'], [...applied, ...temporary]), mayGo: temporary },
    {
      ...level('metadata.annotations.', ['metadata', 'annotations'], [...FREE_ANNOTATIONS, ...approvals]),
      mayGo: TEMPORARY_ANNOTATIONS,
    },
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
    level('template.spec.', ['spec'], ITEM_LISTS),
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

const CONTAINER_LISTS = ['containers', 'initContainers'];
const ITEM_LISTS = [...CONTAINER_LISTS, 'volumes'];

/** Each container with the previous one of the same name. */
function containerLevels(was: JsonMap, is: JsonMap): readonly Level[] {
  const read = (template: JsonMap) => CONTAINER_LISTS.flatMap((key) => readList(template, key));
  return besides('container', read(was), read(is), () => ['image']);
}

/** The same for volumes. The image may change only if it was an image volume before. */
function volumeLevels(was: JsonMap, is: JsonMap): readonly Level[] {
  const free = (...both: readonly JsonMap[]): readonly string[] =>
    both.every((volume) => isMap(member(volume, 'image'))) ? ['image'] : [];
  return besides('volume', readList(was, 'volumes'), readList(is, 'volumes'), free);
}

function besides(
  what: string,
  was: readonly JsonMap[],
  is: readonly JsonMap[],
  free: (was: JsonMap, is: JsonMap) => readonly string[],
): readonly Level[] {
  const old = new Map(was.map((item) => [member(item, 'name'), item]));
  return is.map((item) => {
    const before = old.get(member(item, 'name')) ?? {};
    return { place: `${what} ${itemName(item)}: `, was: before, is: item, free: free(before, item) };
  });
}

function isImageVolume({ free }: Level): boolean {
  return free.length > 0;
}

function imageLevel({ place, was, is }: Level): Level {
  const [before, after] = [was, is].map((volume) => mapOr(member(volume, 'image')));
  return { place: `${place}image.`, was: before ?? {}, is: after ?? {}, free: ['reference'] };
}

function readList(template: JsonMap, key: string): readonly JsonMap[] {
  const items = memberAt(template, ['spec', key]);
  return isList(items) ? items.map(mapOr) : [];
}

function itemName(item: JsonMap): string {
  return readTexts(item)['name'] ?? '';
}

function otherItems(was: JsonMap, is: JsonMap): string | undefined {
  const [before, after] = [was, is].map((template): Json =>
    ITEM_LISTS.map((key) => readList(template, key).map(itemName)),
  );
  return sameJson(before, after)
    ? undefined
    : 'containers and volumes may not be added, removed, renamed or put in another order';
}

function otherMembers(levels: readonly Level[]): string | undefined {
  const changed = levels.flatMap(({ place, was, is, free, mayGo = [] }) => {
    const gone = Object.keys(was).filter((key) => !Object.hasOwn(is, key) && !mayGo.includes(key));
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

/** The previous and the new image, and their owner. */
interface ComparedImage {
  readonly name: string;
  readonly was: string;
  readonly is: string;
}

function containerImage({ was, is }: Level): ComparedImage {
  const [before = '', after = ''] = [was, is].map((container) => readTexts(container)['image']);
  return { name: itemName(is), was: before, is: after };
}

function volumeImage(level: Level): ComparedImage {
  const { was, is } = imageLevel(level);
  const [before = '', after = ''] = [was, is].map((image) => readTexts(image)['reference']);
  return { name: `${itemName(level.is)}.volume`, was: before, is: after };
}

function otherRepository(images: readonly ComparedImage[]): string | undefined {
  const foreign = images.filter(
    ({ was, is }) => was !== is && !(readRepository(was) === readRepository(is) && IMAGE.test(is)),
  );
  const list = foreign.map(({ name, is }) => `${name} to ${is}`).join(', ');
  return foreign.length === 0
    ? undefined
    : `an image may only change to another tag or digest of the same repository: ${list}`;
}

/** Undefined if the text starts with none. */
function readRepository(image: string): string | undefined {
  return REPOSITORY.exec(image)?.[0];
}
