/** The schema of the configuration as JSON Schema (draft-07, which editors support best). For development only. */
import { toJsonSchema, type JsonSchema } from '@valibot/to-json-schema';
import { CONFIG_SCHEMA } from './schema.ts';

/** The input side of the schema, without checks that JSON Schema cannot express. */
export function configJsonSchema(): JsonSchema {
  return toJsonSchema(CONFIG_SCHEMA, {
    typeMode: 'input',
    ignoreActions: ['check', 'raw_check', 'raw_transform', 'transform'],
  });
}
