/**
 * Paths of fields in an object, in the form of the configuration; `[*]` matches each item of a list:
 *
 *     spec.workerGroupSpecs[*].template    ['spec', 'workerGroupSpecs', '*', 'template']
 */
import { isObject, objectOr, stringOr, type JsonObject } from '../text/json.ts';
import { ItemBudget } from './item-budget.ts';

export type FieldPath = readonly string[];

/** Matches each item of a list in a path. */
export const EACH_ITEM = '*';

/** Parses a path; each key is that of an object, or is followed by `[*]`. */
export function parseFieldPath(text: string): FieldPath {
  return text.split('.').flatMap((key) => (key.endsWith('[*]') ? [key.slice(0, -3), EACH_ITEM] : [key]));
}

/** An item of a list in an object. */
export interface ListItem {
  /** JSON Pointer (RFC 6901) of the item. */
  readonly pointer: string;
  /** The value of its field `name`. */
  readonly name: string;
}

/** A field that a path matches. */
export interface Field {
  readonly value: unknown;
  /** JSON Pointer of the field. */
  readonly pointer: string;
  /** The named items around it, outermost first. */
  readonly items: readonly ListItem[];
}

/** An object as the field of an empty path. */
export function wholeObject(value: unknown): Field {
  return { value, pointer: '', items: [] };
}

/** The fields that a path matches below a field, one at a time; at most `budget` list items. */
export function* fieldsBelow(
  field: Field,
  path: FieldPath,
  budget: ItemBudget,
): Generator<Field, void, undefined> {
  let { value, pointer } = field;
  for (const [index, key] of path.entries()) {
    if (key === EACH_ITEM) {
      const rest = path.slice(index + 1);
      for (const item of itemsIn({ ...field, value, pointer }, budget))
        yield* fieldsBelow(item, rest, budget);
      return;
    }
    if (!isObject(value) || !Object.hasOwn(value, key)) return;
    value = value[key];
    pointer += `/${key}`;
  }
  yield { value, pointer, items: field.items };
}

/** The items of a list as fields, within the budget. */
export function* itemsIn(
  { value: list, pointer: around, items }: Field,
  budget: ItemBudget,
): Generator<Field, void, undefined> {
  const values = budget.take(list);
  for (const [index, value] of values.entries()) {
    const pointer = `${around}/${index}`;
    const name = stringOr(objectOr(value)['name'], '');
    yield { value, pointer, items: name === '' ? items : [...items, { pointer, name }] };
  }
}

// The characters of a Kubernetes name between two dots, which a label prefix also allows.
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The unique name of the field in its object, in the form of a label prefix: its keys in lower case, joined by dots, and for
 * a list item its name, or its index if it has no valid name.
 */
export function fieldName({ pointer, items }: Field): string {
  const names = new Map(items.map((item) => [item.pointer, item.name]));
  let at = '';
  return pointer
    .split('/')
    .slice(1)
    .map((key) => {
      at += `/${key}`;
      const name = names.get(at) ?? '';
      return LABEL.test(name) ? name : key.toLowerCase();
    })
    .join('.');
}

/** A tree of paths by their keys, with a value at the end of each: common prefixes are stored once. */
export interface PathTree<T> {
  readonly ends: Set<T>;
  readonly below: Map<string, PathTree<T>>;
}

export function pathTree<T>(paths: readonly (readonly [path: FieldPath, end: T])[]): PathTree<T> {
  const root: PathTree<T> = { ends: new Set(), below: new Map() };
  for (const [path, end] of paths) {
    let place = root;
    for (const key of path) {
      const next = place.below.get(key) ?? { ends: new Set(), below: new Map() };
      place.below.set(key, next);
      place = next;
    }
    place.ends.add(end);
  }
  return root;
}

/** A map at the end of a path. */
interface MapsAround<T> {
  /** The maps from the value to it, outermost first, without lists. */
  readonly maps: readonly JsonObject[];
  readonly end: T;
}

/** The maps that the paths of a tree match below a value; at most `budget` list items. */
export function* mapsAlong<T>(
  value: unknown,
  { ends, below }: PathTree<T>,
  around: readonly JsonObject[] = [],
  budget = new ItemBudget(),
): Generator<MapsAround<T>, void, undefined> {
  if (Array.isArray(value)) {
    const items = below.get(EACH_ITEM);
    if (items !== undefined)
      for (const item of budget.take(value)) yield* mapsAlong(item, items, around, budget);
  }
  if (!isObject(value)) return;
  const maps = [...around, value];
  for (const end of ends) yield { maps, end };
  for (const [key, next] of below)
    if (Object.hasOwn(value, key)) yield* mapsAlong(value[key], next, maps, budget);
}
