/**
 * Paths of keys in an object, `*` for each item of a list:
 *
 *     spec.workerGroupSpecs[*].template    ['spec', 'workerGroupSpecs', '*', 'template']
 */
import { isObject } from '../text/json.ts';

export type FieldPath = readonly string[];

/** Stands in a path for each item of a list. */
export const EACH_ITEM = '*';

/** The value and all that is on the path below it, outermost first; what the path leads to is the last. */
export function valuesAlong(value: unknown, path: FieldPath): readonly unknown[] {
  let level: readonly unknown[] = [value];
  const along = [...level];
  for (const key of path) {
    level = level.flatMap((inner) => stepInto(inner, key));
    // One at a time: an owner chooses how long a list is, and a call takes no hundred thousand arguments.
    for (const inner of level) along.push(inner);
  }
  return along;
}

/** The member of that key, or the items of a list. */
function stepInto(value: unknown, key: string): readonly unknown[] {
  if (key === EACH_ITEM) return Array.isArray(value) ? value : [];
  return isObject(value) && Object.hasOwn(value, key) ? [value[key]] : [];
}
