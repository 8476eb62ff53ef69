/**
 * Since when a container has had its image: what stands in the place of the applied label where there is none.
 *
 *     managedFields:
 *       - manager: kubectl-set
 *         time: "2026-01-05T08:00:00Z"
 *         fieldsV1:
 *           f:spec: { f:template: { f:spec: { f:containers: { 'k:{"name":"app"}': { f:image: {} } } } } }
 *
 * The API server writes times in whole seconds, so each stands for its end. That of an entry is when its manager last
 * changed any of its fields: later than it wrote the image, never earlier.
 *
 * An owner may put tens of thousands of fields there. An entry is walked once for all containers, and the walks of an object
 * have a limit together.
 */
import { isObject, objectOr, stringOr, valueAt, type JsonObject } from '../text/json.ts';
import type { Container } from './container.ts';
import type { Workload } from './workload.ts';

/** A key of a JSON Pointer that is an index: no key of an object starts with a digit. */
const INDEX = /^\d/;

/** The field manager under which the updater writes. */
export const FIELD_MANAGER = 'image-updater';

/**
 * When another manager last wrote the image of each container, read from the object of a workload as a get answers it. What
 * is beyond the limit of the walks counts as every container's.
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
 * T0: the newest of the creation of the workload and, where that was read, the last write of the container's image by
 * another manager; milliseconds since the epoch, 0 where nothing is known.
 */
export function findImageTime({ createdAt, imageTimes }: Workload, container: string): number {
  return Math.max(createdAt === 0 ? 0 : endOfSecond(createdAt), imageTimes?.get(container) ?? 0);
}

/** Containers whose image the updater wrote last: so the API server notes before admission may change it. */
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

/** A key on the way to images. */
interface Place {
  /** The containers whose images are there or below. */
  readonly names: string[];
  readonly below: Map<string, Place>;
  readonly isItem: boolean;
  /** It is an item with a name that may be written in several ways. */
  readonly isOddName: boolean;
}

// A pod of 256 containers has a thousand places, and the API server keeps ten entries of those who do not apply.
const MAX_STEPS = 200_000;

/** Where the images of a workload are, as `managedFields` has the keys. */
class ImagePlaces {
  readonly #root = newPlace('', undefined);
  #steps = MAX_STEPS;

  constructor(containers: readonly Container[]) {
    for (const container of containers) this.#add(container);
  }

  /** Whether no more entries are walked. */
  get isExhausted(): boolean {
    return this.#steps <= 0;
  }

  /**
   * The containers whose image is among these fields: itself, or a list or map around it that is owned as a whole. List items
   * that cannot be told apart by their names count as owned.
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

// Of all other names nobody knows how the API server escapes them.
const PLAIN = /^[\w.-]*$/;

// As the API server writes the key of a list item: to parse every key would take an owner's hundred thousand of them.
function itemKey(name: string): string {
  return `k:${JSON.stringify({ name })}`;
}

const OTHER_ITEM = /^(?:[iv]:|k:\{".*\}$)/;
const ITEM_BY_NAME = /^k:\{"name":"(?:[^"\\]|\\.)*"\}$/;

/** Whether the items of a list are told apart by their names alone, as the first one shows; so they are in pods. */
function hasItemsByName(list: JsonObject): boolean {
  for (const key in list) if (OTHER_ITEM.test(key)) return ITEM_BY_NAME.test(key);
  return true;
}

function isWhole(fields: JsonObject): boolean {
  for (const _ in fields) return false;
  return true;
}
