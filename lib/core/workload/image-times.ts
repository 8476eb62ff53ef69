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
 */
import { isObject, objectOr, stringOr, valueAt, type JsonObject } from '../text/json.ts';
import type { Container } from './container.ts';
import type { ListItem } from './field-path.ts';
import type { Workload } from './workload.ts';

/** A key of a JSON Pointer that is an index: no key of an object starts with a digit. */
const INDEX = /^\d/;

/** The field manager under which the updater writes. */
export const FIELD_MANAGER = 'image-updater';

/** When another manager last wrote the image of each container, read from the object of a workload as a get answers it. */
export function readImageTimes({ containers }: Workload, object: unknown): ReadonlyMap<string, number> {
  const managed = valueAt(object, ['metadata', 'managedFields']);
  const times = new Map<string, number>();
  for (const entry of Array.isArray(managed) ? managed : []) {
    const { manager, time, fieldsV1 } = objectOr(entry);
    const written = endOfSecond(Date.parse(stringOr(time, '')));
    if (manager === FIELD_MANAGER || Number.isNaN(written)) continue;
    for (const container of containers)
      if (ownsImage(fieldsV1, container))
        times.set(container.name, Math.max(written, times.get(container.name) ?? 0));
  }
  return times;
}

/**
 * T0: the newest of the creation of the workload and, where that was read, the last write of the container's image by
 * another manager; milliseconds since the epoch, 0 where nothing is known.
 */
export function findImageTime({ createdAt, imageTimes }: Workload, container: string): number {
  return Math.max(createdAt === 0 ? 0 : endOfSecond(createdAt), imageTimes?.get(container) ?? 0);
}

function endOfSecond(time: number): number {
  return time % 1000 === 0 ? time + 999 : time;
}

/**
 * Whether the image is among these fields: itself, or a list or map around it that is owned as a whole. A list item that
 * cannot be told from others by its name counts as owned.
 */
function ownsImage(fields: unknown, { pointer, items }: Container): boolean {
  let inner = objectOr(fields);
  let at = '';
  for (const key of pointer.split('/').slice(1)) {
    at += `/${key}`;
    const item = items.find((each) => each.pointer === at);
    const next = inner[item === undefined ? `f:${key}` : itemKey(item)];
    if (next === undefined && INDEX.test(key) && !isByName(inner)) return true;
    if (!isObject(next)) return false;
    if (isWhole(next)) return true;
    inner = next;
  }
  return true;
}

// As the API server writes the key of a list item: to parse every key would take an owner's hundred thousand of them.
function itemKey({ name }: ListItem): string {
  return `k:${JSON.stringify({ name })}`;
}

const OTHER_ITEM = /^(?:[iv]:|k:\{".*\}$)/;
const ITEM_BY_NAME = /^k:\{"name":/;

/** Whether the items of a list are told apart by their names, as the first one shows; so they are in pods. */
function isByName(list: JsonObject): boolean {
  for (const key in list) if (OTHER_ITEM.test(key)) return ITEM_BY_NAME.test(key);
  return true;
}

function isWhole(fields: object): boolean {
  return Object.keys(fields).length === 0;
}

/** Containers whose image the updater wrote last: so the API server notes before admission may change it. */
export function readOwnImages({ containers }: Workload, object: unknown): ReadonlySet<string> {
  const managed = valueAt(object, ['metadata', 'managedFields']);
  const own = (Array.isArray(managed) ? managed : [])
    .map(objectOr)
    .filter(({ manager }) => manager === FIELD_MANAGER);
  const isOwn = (container: Container): boolean => own.some(({ fieldsV1 }) => ownsImage(fieldsV1, container));
  return new Set(containers.filter(isOwn).map(({ name }) => name));
}
