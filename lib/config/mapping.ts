/**
 * Schemas for YAML mappings. valibot's own object schemas accept a list as a mapping, report only the first unknown key,
 * and silently ignore `constructor` and `__proto__` in records.
 */
import * as v from 'valibot';
import { isObject } from '../core/text/json.ts';

const MAPPING = 'a mapping';

/** A mapping with these keys. Every other key is an issue of its own, whose `requirement` lists the known keys. */
export function mapping<const E extends v.ObjectEntries>(
  entries: E,
): v.StrictObjectSchema<E, typeof MAPPING> {
  return keyed(v.strictObject(entries, MAPPING), (key) => Object.hasOwn(entries, key), Object.keys(entries));
}

/** A mapping with arbitrary keys. */
export function record<V extends v.GenericSchema>(
  key: v.GenericSchema<string, string>,
  value: V,
): v.RecordSchema<v.GenericSchema<string, string>, V, typeof MAPPING> {
  return keyed(v.record(key, value, MAPPING), (name) => v._isValidObjectKey({ [name]: true }, name));
}

/** Restricts a schema to mappings, with an issue for each key that it does not accept. */
function keyed<S extends v.GenericSchema>(
  schema: S,
  takes: (key: string) => boolean,
  known?: readonly string[],
): S {
  return {
    ...schema,
    '~run'(dataset: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) {
      const input = dataset.value;
      if (!isObject(input)) return schema['~run']({ value: undefined }, config);
      const keys = Object.keys(input);
      const taken = Object.fromEntries(keys.filter(takes).map((key) => [key, input[key]]));
      const result = schema['~run']({ value: taken }, config);
      for (const key of keys.filter((name) => !takes(name))) {
        const path: [v.ObjectPathItem] = [{ type: 'object', origin: 'key', input, key, value: input[key] }];
        v._addIssue({ ...schema, requirement: known }, 'key', result, config, {
          message: 'another key',
          path,
        });
      }
      return result;
    },
  };
}
