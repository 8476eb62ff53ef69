/** `npm run generate`: the generated files, except for the sections of pages (test/readme/write.ts). */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import packageJson from '../../package.json' with { type: 'json' };
import { functionPackage } from './function-package.ts';
import { configJsonSchema, reportJsonSchema } from './json-schemas.ts';
import { openApi } from './openapi/openapi.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const DOC = path.join(ROOT, 'lib/http/doc');

/** The text of each file, by its path from the root. */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const style = { ...(await resolveConfig(import.meta.filename)), parser: 'json' };
  const json = (value: unknown): Promise<string> => format(JSON.stringify(value), style);
  const { 'package.json': manifest = '', 'package-lock.json': lockfile = '' } = functionPackage(ROOT);
  return {
    'lib/config/config.schema.json': await json(configJsonSchema()),
    'lib/report/report.schema.json': await json(reportJsonSchema()),
    'lib/http/openapi.json': await json(openApi(packageJson.version)),
    'lib/http/doc.json': await json(await pageFiles()),
    'infra/function/package.json': manifest,
    'infra/function/package-lock.json': lockfile,
  };
}

/** The files of the page at `/doc/` as one document, so that the bundle contains them. */
async function pageFiles(): Promise<Readonly<Record<string, string>>> {
  const names = ['index.html', 'page.js', 'style.css'];
  const files = names.map(async (name) => [name, await readFile(path.join(DOC, name), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(files));
}

if (import.meta.main)
  for (const [file, text] of Object.entries(await generatedFiles()))
    await writeFile(path.join(ROOT, file), text);
