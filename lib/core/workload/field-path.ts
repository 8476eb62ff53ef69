/**
 * Paths of fields in an object, as a row of the configuration names them; `[*]` stands for each item of a list:
 *
 *     spec.workerGroupSpecs[*].template    ['spec', 'workerGroupSpecs', '*', 'template']
 */
import { isObject, objectOr, stringOr } from '../text/json.ts';

export type FieldPath = readonly string[];

/** Stands in a path for each item of a list. */
export const EACH_ITEM = '*';

/** The path that a text names; each of its keys is one of an object, or has `[*]` behind it. */
export function parseFieldPath(text: string): FieldPath {
  return text.split('.').flatMap((key) => (key.endsWith('[*]') ? [key.slice(0, -3), EACH_ITEM] : [key]));
}

/** An item of a list in an object. */
export interface ListItem {
  /** JSON Pointer (RFC 6901) of the item. */
  readonly pointer: string;
  /** What its field `name` says. */
  readonly name: string;
}

/** A field that a path leads to. */
export interface Field {
  readonly value: unknown;
  /** JSON Pointer of the field. */
  readonly pointer: string;
  /** The items on the way that have a name, outermost first. */
  readonly items: readonly ListItem[];
}

/** An object, as the field that an empty path leads to. */
export function wholeObject(value: unknown): Field {
  return { value, pointer: '', items: [] };
}

/** The fields that a path leads to from a field, one at a time: an owner chooses how many there are. */
export function* fieldsBelow(field: Field, path: FieldPath): Generator<Field, void, undefined> {
  let { value, pointer } = field;
  for (const [index, key] of path.entries()) {
    if (key === EACH_ITEM) {
      const rest = path.slice(index + 1);
      for (const item of itemsIn({ ...field, value, pointer })) yield* fieldsBelow(item, rest);
      return;
    }
    if (!isObject(value) || !Object.hasOwn(value, key)) return;
    value = value[key];
    pointer += `/${key}`;
  }
  yield { value, pointer, items: field.items };
}

/** The items of a list, each as a field. */
export function* itemsIn({ value: list, pointer: around, items }: Field): Generator<Field, void, undefined> {
  const values: readonly unknown[] = Array.isArray(list) ? list : [];
  for (const [index, value] of values.entries()) {
    const pointer = `${around}/${index}`;
    const name = stringOr(objectOr(value)['name'], '');
    yield { value, pointer, items: name === '' ? items : [...items, { pointer, name }] };
  }
}

// What a name in Kubernetes may be between two dots, and the prefix of a label too.
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * What tells the field from all others of its object, as the prefix of a label may be: its keys in lower case, joined by
 * dots, and of a list item its name, or its index where it has none that may be there.
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

/** The value and all that is on the path below it, outermost first; what the path leads to is the last. */
export function valuesAlong(value: unknown, path: FieldPath): readonly unknown[] {
  let level: readonly unknown[] = [value];
  const along = [...level];
  for (const key of path) {
    level = level.flatMap((inner) => stepDown(inner, key));
    // One at a time: a call takes no hundred thousand arguments.
    for (const inner of level) along.push(inner);
  }
  return along;
}

/** The member of that key, or the items of a list. */
function stepDown(value: unknown, key: string): readonly unknown[] {
  if (key === EACH_ITEM) return Array.isArray(value) ? value : [];
  return isObject(value) && Object.hasOwn(value, key) ? [value[key]] : [];
}
