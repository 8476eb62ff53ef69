/** The JSON Schemas of the configuration and of the report (draft-07, which editors know best). */
import { toJsonSchema, type JsonSchema } from '@valibot/to-json-schema';
import { CONFIG_SCHEMA } from '../../lib/config/schema.ts';
import { REPORT_SCHEMA } from '../../lib/report/report-schema.ts';

/** What the file of the configuration may hold: the input side, without checks that only the program can do. */
export function configJsonSchema(): JsonSchema {
  return toJsonSchema(CONFIG_SCHEMA, {
    typeMode: 'input',
    ignoreActions: ['check', 'raw_check', 'raw_transform', 'transform'],
  });
}

/** What a report may hold, and nothing else. */
export function reportJsonSchema(): JsonSchema {
  return toJsonSchema(REPORT_SCHEMA);
}
