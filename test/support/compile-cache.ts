/**
 * What Node compiled, JavaScript out of TypeScript too, is kept in its own folder below the system's temporary one: for
 * mocha's processes, which load this file first (`.mocharc.json`), and for those that tests start. They start in half the
 * processor time.
 */
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

const FOLDER = 'NODE_COMPILE_CACHE';

// Functions that come out of the cache are counted less exactly.
if (process.env['NODE_V8_COVERAGE'] === undefined) {
  process.env[FOLDER] ??= path.join(tmpdir(), 'node-compile-cache');
  enableCompileCache(process.env[FOLDER]);
}

/** The variable that leads to it, for a process that inherits no others; none under coverage. */
export function compileCache(): Readonly<Record<string, string>> {
  const folder = process.env[FOLDER];
  return folder === undefined ? {} : { [FOLDER]: folder };
}
