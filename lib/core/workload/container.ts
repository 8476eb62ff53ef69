/**
 * Users of an image: containers and init containers of a pod template, image volumes, and fields outside of templates from
 * which controllers create pods.
 *
 *     spec.template                      containers: [{ name: app, image: nginx:1 }]       app
 *                                        volumes: [{ name: models, image: {…} }]           models.volume
 *     spec.workerGroupSpecs[*].template  containers: [{ name: worker, image: ray:2 }]      worker.spec.workergroupspecs.0.template
 *     spec.steps[*].image                build:1                                           spec.steps.build.image
 */
import { isObject, objectOr, stringOr } from '../text/json.ts';
import { fieldName, itemsIn, type Field, type ListItem } from './field-path.ts';
import type { ItemBudget } from './item-budget.ts';

export interface Container {
  /**
   * The name in labels, annotations and reports: the name of a container, or `<volume>.volume` for an image volume; if a kind
   * has several pod templates, with a dot and the name of the template. For a field outside of templates it is the path. The
   * forms cannot be confused, because names of containers contain no dot. Empty if it has no name.
   */
  readonly name: string;
  /**
   * The text of the image field, not parsed; empty if it is missing or not a string. Of a text longer than any reference only
   * the beginning and the end, which are not a valid reference.
   */
  readonly image: string;
  /** JSON Pointer (RFC 6901) of the field with the image. */
  readonly pointer: string;
  /** The named list items around it, by which a patch recognizes it. */
  readonly items: readonly ListItem[];
  /** `Always`, `IfNotPresent` or `Never`; undefined if the API server has not set it. */
  readonly pullPolicy: string | undefined;
}

const READERS = [
  ['containers', toContainer],
  ['initContainers', toContainer],
  ['volumes', toImageVolume],
] as const;

/**
 * Containers, init containers and image volumes of a pod template, in the order of the object, one at a time; at most
 * `budget` list items. Invalid ones keep their position, without name and image. `suffix` is appended to each name.
 */
export function* podContainers(
  template: Field,
  suffix: string,
  budget: ItemBudget,
): Generator<Container, void, undefined> {
  const spec = objectOr(objectOr(template.value)['spec']);
  for (const [list, read] of READERS) {
    const value = spec[list];
    if (!Array.isArray(value)) continue;
    const field = { ...template, value, pointer: `${template.pointer}/spec/${list}` };
    for (const item of itemsIn(field, budget)) {
      const container = read(item, suffix);
      if (container !== undefined) yield container;
    }
  }
}

/** An image in a field outside of pod templates. */
export function imageField(field: Field): Container {
  const { value, pointer, items } = field;
  return { name: fieldName(field), image: stringOr(value, ''), pointer, items, pullPolicy: undefined };
}

function toContainer({ value, pointer, items }: Field, suffix: string): Container {
  const { name, image, imagePullPolicy } = objectOr(value);
  return {
    name: withSuffix(name, suffix),
    image: stringOr(image, ''),
    pointer: `${pointer}/image`,
    items,
    pullPolicy: stringOr(imagePullPolicy, undefined),
  };
}

/** Undefined for every other volume. */
function toImageVolume({ value, pointer, items }: Field, suffix: string): Container | undefined {
  const { name, image } = objectOr(value);
  if (!isObject(image)) return undefined;
  return {
    name: withSuffix(name, `.volume${suffix}`),
    image: stringOr(image['reference'], ''),
    pointer: `${pointer}/image/reference`,
    items,
    pullPolicy: stringOr(image['pullPolicy'], undefined),
  };
}

function withSuffix(name: unknown, suffix: string): string {
  return typeof name === 'string' && name !== '' ? name + suffix : '';
}
