/** Workloads: the parts of a Kubernetes object that decisions and patches need. */
import { isMarkKey } from './gitops.ts';
import { valueAt, isObject, objectOr, stringOr } from '../text/json.ts';
import type { Container } from './container.ts';
import type { Effect } from './effect.ts';
import { readKindImages, type KindImages, type PodTemplate } from './kind-images.ts';
import type { Kind } from './kind.ts';
import {
  truncateImage,
  truncateText,
  MAX_HELD,
  MAX_UNKNOWN_POLICIES,
  findOversize,
  type Sizes,
} from './size-limits.ts';
import { printable } from '../text/printable.ts';

export interface Workload {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
  /** Containers, init containers, then image volumes of each pod template, then images outside of templates. */
  readonly containers: readonly Container[];
  readonly templates: readonly PodTemplate[];
  readonly labels: Readonly<Record<string, string>>;
  /** Only the required annotations: those of the updater, and the marks of GitOps tools. */
  readonly annotations: Readonly<Record<string, string>>;
  /**
   * Names of unknown containers in policy annotations, printable and in the order of the annotations: at most 20, because owners
   * choose their number.
   */
  readonly unknownPolicyContainers: readonly string[];
  /** Which maps the object has: a JSON Patch can add a key only to an existing map. */
  readonly has: {
    readonly labels: boolean;
    readonly annotations: boolean;
  };
  /** Milliseconds since the epoch, in whole seconds of the API server; 0 if it is missing. */
  readonly createdAt: number;
  /**
   * The time of the last write of a container's image by another manager, by container name, in milliseconds since the epoch.
   * Only for a workload that was read by itself: lists are read without `managedFields`.
   */
  readonly imageTimes?: ReadonlyMap<string, number>;
  /** Containers whose image was last written by the updater, or by admission in its request. Known for the same workloads as `imageTimes`. */
  readonly ownImages?: ReadonlySet<string>;
  readonly deleting: boolean;
  /** `Kind/name` of the object that controls this one. */
  readonly controller: string | undefined;
  readonly effect: Effect;
  /** It runs no pods, so limits do not count it. */
  readonly scaledToZero: boolean;
  /**
   * Present if the object exceeds a size limit: the expected and the actual size, printable. Such a workload is skipped.
   */
  readonly oversize?: string;
}

/** The object of an outcome. */
export interface WorkloadId {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export function toWorkloadId(workload: Workload): WorkloadId {
  return { kind: workload.kind.kind, namespace: workload.namespace, name: workload.name };
}

/** The label with which a person blocks all updates of a workload; any value except `false` holds. */
export const HOLD_LABEL = 'image-updater/hold';
/** The annotation with the user and the reason of a hold, if `hold` set the label. */
export const HELD_ANNOTATION = 'image-updater/held';
/** The annotation with the policy of all containers of a workload. */
export const POLICY_ANNOTATION = 'image-updater/policy';
/** The annotation with the minimum age of pushes; it can only be longer than that of rules. */
export const MINIMUM_AGE_ANNOTATION = 'image-updater/minimum-age';
/** The annotation with the record of updates, JSON by container. */
export const RECORD_ANNOTATION = 'image-updater/updates';

/** The annotation with the policy of a container. */
export function policyAnnotationKey(container: string): string {
  return `${container}.${POLICY_ANNOTATION}`;
}

/** The label with the mark of a container. */
export function appliedLabelKey(container: string): string {
  return `${container}.image-updater/applied`;
}

/**
 * Parses an object of a kind, from a list or a get response. Undefined for an invalid object: without a name, or without a pod
 * template with containers. Invalid parts inside are ignored, so that an invalid container does not affect others.
 */
export function parseWorkload(kind: Kind, value: unknown): Workload | undefined {
  const metadata = objectOr(valueAt(value, ['metadata']));
  const images = readKindImages(kind, value);
  const name = stringOr(metadata['name'], '');
  if (name === '' || images === undefined) return undefined;
  const spec = objectOr(valueAt(value, ['spec']));
  const { containers, templates } = images;
  const labels = texts(metadata['labels']);
  const annotations = texts(metadata['annotations'], (key) => isRead(kind, key));
  const oversize = findOversize(measureSizes(images, labels, annotations));
  return {
    kind,
    namespace: stringOr(metadata['namespace'], ''),
    name,
    containers: containers.map(truncateContainer),
    templates,
    labels: oversize === undefined ? labels : texts(labels, (key) => isLabelOfAll(kind, key)),
    annotations: truncateAnnotations(annotations, containers, oversize !== undefined),
    unknownPolicyContainers: unknownPolicyContainers(metadata['annotations'], containers),
    has: {
      labels: isObject(metadata['labels']),
      annotations: isObject(metadata['annotations']),
    },
    createdAt: Date.parse(stringOr(metadata['creationTimestamp'], '')) || 0,
    deleting: typeof metadata['deletionTimestamp'] === 'string',
    controller: findController(metadata['ownerReferences']),
    effect: kind.effect(spec),
    scaledToZero: kind.scaledToZero(spec),
    ...(oversize === undefined ? {} : { oversize }),
  };
}

function unknownPolicyContainers(annotations: unknown, containers: readonly Container[]): readonly string[] {
  const suffix = policyAnnotationKey('');
  const named = Object.keys(objectOr(annotations))
    .filter((key) => key.endsWith(suffix))
    .map((key) => key.slice(0, -suffix.length));
  if (named.length === 0) return [];
  const names = new Set(containers.map(({ name }) => name));
  return named
    .filter((name) => !names.has(name))
    .slice(0, MAX_UNKNOWN_POLICIES)
    .map((name) => printable(name));
}

function findController(owners: unknown): string | undefined {
  const controller: unknown = Array.isArray(owners)
    ? owners.find((owner: unknown) => valueAt(owner, ['controller']) === true)
    : undefined;
  return controller === undefined
    ? undefined
    : truncateText(
        `${stringOr(valueAt(controller, ['kind']), '?')}/${stringOr(valueAt(controller, ['name']), '?')}`,
      );
}

function texts(
  map: unknown,
  wanted: (key: string) => boolean = () => true,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(objectOr(map)).filter(
      (entry): entry is [string, string] => wanted(entry[0]) && typeof entry[1] === 'string',
    ),
  );
}

function measureSizes(
  { containers, count }: KindImages,
  labels: Workload['labels'],
  annotations: Workload['annotations'],
): Sizes {
  return {
    containers: count.containers,
    templates: count.templates,
    items: count.items,
    containerName: longest(containers),
    itemName: longest(containers.flatMap(({ items }) => items)),
    labels: Object.entries(labels).reduce((sum, [key, value]) => sum + key.length + value.length, 0),
    record: Buffer.byteLength(annotations[RECORD_ANNOTATION] ?? ''),
  };
}

function longest(named: readonly { readonly name: string }[]): number {
  return named.reduce((most, { name }) => Math.max(most, name.length), 0);
}

function truncateContainer(container: Container): Container {
  const { name, image, items, pullPolicy } = container;
  return {
    ...container,
    name: truncateText(name),
    items: items.map((item) => ({ ...item, name: truncateText(item.name) })),
    image: truncateImage(image),
    pullPolicy: pullPolicy && truncateText(pullPolicy),
  };
}

// `kubectl.kubernetes.io/last-applied-configuration` may be as large as the object: not kept.
function isRead({ gitOpsMarks }: Kind, key: string): boolean {
  return (
    [RECORD_ANNOTATION, POLICY_ANNOTATION, HELD_ANNOTATION, MINIMUM_AGE_ANNOTATION].includes(key) ||
    key.endsWith(`.${POLICY_ANNOTATION}`) ||
    isMarkKey('annotations', key, gitOpsMarks)
  );
}

/** Labels with a meaning for every workload. */
function isLabelOfAll({ gitOpsMarks }: Kind, key: string): boolean {
  return key === HOLD_LABEL || isMarkKey('labels', key, gitOpsMarks);
}

function limitFor(key: string): number | undefined {
  return key === HELD_ANNOTATION ? MAX_HELD : undefined;
}

/** Without the record if a limit is exceeded, which may be that of the record. */
function truncateAnnotations(
  annotations: Workload['annotations'],
  containers: readonly Container[],
  isOversize: boolean,
): Workload['annotations'] {
  const known = new Set(containers.map(({ name }) => policyAnnotationKey(name)));
  const isUnknown = (key: string): boolean => key.endsWith(`.${POLICY_ANNOTATION}`) && !known.has(key);
  const isKept = (key: string): boolean => !isUnknown(key) && !(isOversize && key === RECORD_ANNOTATION);
  const own = Object.entries(annotations).filter(([key]) => isKept(key));
  return Object.fromEntries(
    own.map(
      ([key, value]) =>
        [key, key === RECORD_ANNOTATION ? value : truncateText(value, limitFor(key))] as const,
    ),
  );
}
