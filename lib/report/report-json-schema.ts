/** The schema of the report as JSON Schema (draft-07, as that of the configuration). For development only. */
import { toJsonSchema, type JsonSchema } from '@valibot/to-json-schema';
import { REPORT_SCHEMA } from './report-schema.ts';

/** What a report may hold, and nothing else. */
export function reportJsonSchema(): JsonSchema {
  return toJsonSchema(REPORT_SCHEMA);
}
