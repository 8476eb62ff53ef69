/** The JSON Schemas of the configuration and of the report (draft-07, which editors support best). */
import { toJsonSchema, type JsonSchema } from '@valibot/to-json-schema';
import { CONFIG_SCHEMA } from '../../lib/config/schema.ts';
import { REPORT_SCHEMA } from '../../lib/report/report-schema.ts';

/** The schema of the configuration file: the input side, without checks that JSON Schema cannot express. */
export function configJsonSchema(): JsonSchema {
  return toJsonSchema(CONFIG_SCHEMA, {
    typeMode: 'input',
    ignoreActions: ['check', 'raw_check', 'raw_transform', 'transform'],
  });
}

/** The schema of the report, without additional properties. */
export function reportJsonSchema(): JsonSchema {
  return toJsonSchema(REPORT_SCHEMA);
}
