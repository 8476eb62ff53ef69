/**
 * Writes what the API serves beside its answers: `openapi.json`, and the files of its page as one document, so that a
 * bundle has them too. For development only.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import packageJson from '../../package.json' with { type: 'json' };
import { openApi } from './openapi.ts';

const HERE = import.meta.dirname;

/** The text of each generated file, by its name in this folder. */
export async function documents(): Promise<Readonly<Record<string, string>>> {
  const style = { ...(await resolveConfig(import.meta.filename)), parser: 'json' };
  const files = ['index.html', 'page.js', 'style.css'];
  const texts = await Promise.all(
    files.map(async (name) => [name, await readFile(path.join(HERE, 'doc', name), 'utf8')]),
  );
  return {
    'openapi.json': await format(JSON.stringify(openApi(packageJson.version)), style),
    'doc.json': await format(JSON.stringify(Object.fromEntries(texts)), style),
  };
}

if (import.meta.main)
  for (const [name, text] of Object.entries(await documents())) await writeFile(path.join(HERE, name), text);
