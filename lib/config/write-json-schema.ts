/** Writes the JSON Schema of the configuration to the file that the command line names. For development only. */
import { writeFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { format, resolveConfig } from 'prettier';
import { configJsonSchema } from './json-schema.ts';

const [, , file = 'config.schema.json'] = argv;
const style = await resolveConfig(import.meta.filename);
await writeFile(file, await format(JSON.stringify(configJsonSchema()), { ...style, parser: 'json' }));
