/**
 * Writes the JSON Schemas of the configuration and of the report to the two files that the command line names, in this
 * order. For development only.
 */
import { writeFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { format, resolveConfig } from 'prettier';
import { configJsonSchema } from '../config/json-schema.ts';
import { reportJsonSchema } from './report-json-schema.ts';

const [, , configFile = 'config.schema.json', reportFile = 'report.schema.json'] = argv;
const style = await resolveConfig(import.meta.filename);
const written = new Map([
  [configFile, configJsonSchema()],
  [reportFile, reportJsonSchema()],
]);
for (const [file, schema] of written)
  await writeFile(file, await format(JSON.stringify(schema), { ...style, parser: 'json' }));
