/**
 * The time since which a container has its image, which replaces the applied label if there is none.
 *
 *     managedFields:
 *       - manager: kubectl-set
 *         time: "2026-01-05T08:00:00Z"
 *         fieldsV1:
 *           f:spec: { f:template: { f:spec: { f:containers: { 'k:{"name":"app"}': { f:image: {} } } } } }
 *
 * The API server writes times in whole seconds, so the end of that second is used. The time of an entry is that of the last
 * change of any of its fields: not earlier than that of the image.
 *
 * An owner may write tens of thousands of fields. An entry is traversed once for all containers, and the traversals of an
 * object have a common limit.
 */
import { isObject, objectOr, stringOr, valueAt, type JsonObject } from '../text/json.ts';
import type { Container } from './container.ts';
import type { Workload } from './workload.ts';

/** An index in a JSON Pointer: no key of an object starts with a digit. */
const INDEX = /^\d/;

/** The field manager of the updater. */
export const FIELD_MANAGER = 'image-updater';

/**
 * The time of the last write of each container's image by another manager, from a workload that was read by itself. Fields
 * beyond the limit of the traversals count for every container.
 */
export function readImageTimes({ containers }: Workload, object: unknown): ReadonlyMap<string, number> {
  const places = new ImagePlaces(containers);
  const times = new Map<string, number>();
  let unread = 0;
  for (const { manager, time, fieldsV1 } of managedEntries(object)) {
    const written = endOfSecond(Date.parse(stringOr(time, '')));
    if (manager === FIELD_MANAGER || Number.isNaN(written)) continue;
    if (places.isExhausted) unread = Math.max(unread, written);
    else
      for (const name of places.ownedBy(fieldsV1)) times.set(name, Math.max(written, times.get(name) ?? 0));
  }
  if (unread > 0) for (const { name } of containers) times.set(name, Math.max(unread, times.get(name) ?? 0));
  return times;
}

/**
 * T0: the later one of the creation of the workload and, if it was read, the last write of the container's image by another
 * manager; milliseconds since the epoch, 0 if neither is known.
 */
export function findImageTime({ createdAt, imageTimes }: Workload, container: string): number {
  return Math.max(createdAt === 0 ? 0 : endOfSecond(createdAt), imageTimes?.get(container) ?? 0);
}

/** Containers whose image the updater wrote last; the API server records that before admission may change the image. */
export function readOwnImages({ containers }: Workload, object: unknown): ReadonlySet<string> {
  const places = new ImagePlaces(containers);
  const own = new Set<string>();
  for (const { manager, fieldsV1 } of managedEntries(object))
    if (manager === FIELD_MANAGER && !places.isExhausted)
      for (const name of places.ownedBy(fieldsV1)) own.add(name);
  return own;
}

function managedEntries(object: unknown): readonly JsonObject[] {
  const managed = valueAt(object, ['metadata', 'managedFields']);
  return (Array.isArray(managed) ? managed : []).map(objectOr);
}

function endOfSecond(time: number): number {
  return time % 1000 === 0 ? time + 999 : time;
}

/** A key in the path to images. */
interface Place {
  /** The containers with images at this key or below. */
  readonly names: string[];
  readonly below: Map<string, Place>;
  readonly isItem: boolean;
  /** It is an item whose name may be escaped in several forms. */
  readonly isOddName: boolean;
}

// A pod with 256 containers has a thousand positions, and the API server keeps ten entries of managers without server-side apply.
const MAX_STEPS = 200_000;

/** The positions of the images of a workload, with the keys of `managedFields`. */
class ImagePlaces {
  readonly #root = newPlace('', undefined);
  #steps = MAX_STEPS;

  constructor(containers: readonly Container[]) {
    for (const container of containers) this.#add(container);
  }

  /** Whether the limit is reached. */
  get isExhausted(): boolean {
    return this.#steps <= 0;
  }

  /**
   * The containers whose image is among these fields: the image itself, or a list or map around it that is owned as a whole.
   * List items that cannot be distinguished by their names count as owned.
   */
  ownedBy(fields: unknown): readonly string[] {
    const owned: string[] = [];
    this.#gather(objectOr(fields), this.#root, owned);
    return owned;
  }

  #add({ name, pointer, items }: Container): void {
    const itemNames = new Map(items.map((item) => [item.pointer, item.name]));
    let place = this.#root;
    let at = '';
    for (const key of pointer.split('/').slice(1)) {
      at += `/${key}`;
      const itemName = itemNames.get(at);
      const fieldKey = itemName === undefined ? `f:${key}` : itemKey(itemName);
      const next = place.below.get(fieldKey) ?? newPlace(key, itemName);
      place.below.set(fieldKey, next);
      next.names.push(name);
      place = next;
    }
  }

  #gather(fields: JsonObject, { below }: Place, owned: string[]): void {
    let isByName: boolean | undefined;
    for (const [key, place] of below) {
      const next = fields[key];
      this.#steps -= 1;
      const isUntold = next === undefined && place.isItem;
      if (isUntold && (place.isOddName || !(isByName ??= hasItemsByName(fields)))) this.#own(place, owned);
      if (!isObject(next)) continue;
      if (place.below.size === 0 || isWhole(next)) this.#own(place, owned);
      else this.#gather(next, place, owned);
    }
  }

  #own({ names }: Place, owned: string[]): void {
    this.#steps -= names.length;
    for (const name of names) owned.push(name);
  }
}

function newPlace(key: string, itemName: string | undefined): Place {
  const isOddName = itemName !== undefined && !PLAIN.test(itemName);
  return { names: [], below: new Map(), isItem: INDEX.test(key), isOddName };
}

// It is unknown how the API server escapes other names.
const PLAIN = /^[\w.-]*$/;

// The form in which the API server writes the key of a list item. Parsing every key would be slow with a hundred thousand keys.
function itemKey(name: string): string {
  return `k:${JSON.stringify({ name })}`;
}

const OTHER_ITEM = /^(?:[iv]:|k:\{".*\}$)/;
const ITEM_BY_NAME = /^k:\{"name":"(?:[^"\\]|\\.)*"\}$/;

/** Whether the items of a list are identified only by their names, like those of pods; the first item shows it. */
function hasItemsByName(list: JsonObject): boolean {
  for (const key in list) if (OTHER_ITEM.test(key)) return ITEM_BY_NAME.test(key);
  return true;
}

function isWhole(fields: JsonObject): boolean {
  for (const _ in fields) return false;
  return true;
}
