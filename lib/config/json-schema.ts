/** The schema of the configuration as JSON Schema (draft-07, which editors know best). For development only. */
import { toJsonSchema, type JsonSchema } from '@valibot/to-json-schema';
import { CONFIG_SCHEMA } from './schema.ts';

/** What the file may hold: the input side, without checks that only the program can do. */
export function configJsonSchema(): JsonSchema {
  return toJsonSchema(CONFIG_SCHEMA, {
    typeMode: 'input',
    ignoreActions: ['check', 'raw_check', 'raw_transform', 'transform'],
  });
}
