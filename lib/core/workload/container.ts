/**
 * What runs an image in a pod: containers, init containers, and image volumes, which mount the content of one.
 *
 *     containers:  [{ name: app, image: nginx:1 }]                       app
 *     volumes:     [{ name: models, image: { reference: models:1 } }]    models.volume
 */
import { isObject, objectOr, stringOr, valueAt, type JsonObject } from '../text/json.ts';

export interface Container {
  /**
   * The name of a container, and of an image volume `<volume>.volume`: no container is called so, for its name has no dot.
   * Labels, annotations and reports name it by this.
   */
  readonly name: string;
  /**
   * What stands in the field of the image, unparsed; empty where it is missing or not a string. Of a text that is longer
   * than any reference the beginning and the end, which are none.
   */
  readonly image: string;
  /** JSON Pointer (RFC 6901) of the field with the image. */
  readonly pointer: string;
  /** The list item that it is in. */
  readonly item: ListItem;
  /** `Always`, `IfNotPresent` or `Never`; undefined where the API server has not filled it in. */
  readonly pullPolicy: string | undefined;
}

/** An item of a list in an object. */
export interface ListItem {
  /** JSON Pointer of the item. */
  readonly pointer: string;
  /** What its field `name` says; empty where it says nothing. */
  readonly name: string;
}

const VOLUME = '.volume';

/** Containers, init containers and image volumes of a pod spec, which is at this JSON Pointer; in the order of the object. */
export function readContainers(podSpec: JsonObject, pointer: string): Container[] {
  return [
    ...readItems(podSpec, 'containers', pointer).map(toContainer),
    ...readItems(podSpec, 'initContainers', pointer).map(toContainer),
    ...readItems(podSpec, 'volumes', pointer).filter(hasImage).map(toImageVolume),
  ];
}

interface Item extends ListItem {
  readonly value: JsonObject;
}

/** What is odd has its place, and neither name nor image. */
function readItems(podSpec: JsonObject, list: string, pointer: string): Item[] {
  const items = podSpec[list];
  if (!Array.isArray(items)) return [];
  return items.map((item: unknown, index) => {
    const value = objectOr(item);
    return { pointer: `${pointer}/${list}/${index}`, name: stringOr(value['name'], ''), value };
  });
}

function toContainer({ pointer, name, value }: Item): Container {
  return {
    name,
    image: stringOr(value['image'], ''),
    pointer: `${pointer}/image`,
    item: { pointer, name },
    pullPolicy: stringOr(value['imagePullPolicy'], undefined),
  };
}

function hasImage({ value }: Item): boolean {
  return isObject(value['image']);
}

function toImageVolume({ pointer, name, value }: Item): Container {
  return {
    name: name === '' ? '' : `${name}${VOLUME}`,
    image: stringOr(valueAt(value, ['image', 'reference']), ''),
    pointer: `${pointer}/image/reference`,
    item: { pointer, name },
    pullPolicy: stringOr(valueAt(value, ['image', 'pullPolicy']), undefined),
  };
}
