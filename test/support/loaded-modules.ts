/** Which modules a program loads, imported or required, those of Node itself too. */
import assert from 'node:assert/strict';
import { parseJson } from '../../lib/core/text/json.ts';

const WATCH = `
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
const urls = [];
registerHooks({
  resolve: (specifier, context, next) => {
    const resolved = next(specifier, context);
    urls.push(resolved.url);
    return resolved;
  },
});
process.on('exit', () => {
  // Not process.stdout: a program that ends leaves unwritten what its reader has not taken yet.
  let rest = Buffer.from('\\n' + JSON.stringify([...urls, ...process.moduleLoadList]));
  while (rest.length > 0)
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
});
`;

/** Parameters for Node that let a program print them when it ends, on the last line of its output. */
export const WATCHING_MODULES = ['--import', `data:text/javascript,${encodeURIComponent(WATCH)}`] as const;

/** Those that a watched program printed. */
export function loadedModules(stdout: string): readonly string[] {
  const urls = parseJson(stdout.slice(stdout.lastIndexOf('\n') + 1));
  assert.ok(Array.isArray(urls));
  return urls.map(String);
}
