/** Which modules a program loads, imported or required, those of Node itself too. */
import assert from 'node:assert/strict';
import { parseJson } from '../../lib/core/text/json.ts';

const WATCH = `
import { registerHooks } from 'node:module';
const urls = [];
registerHooks({
  resolve: (specifier, context, next) => {
    const resolved = next(specifier, context);
    urls.push(resolved.url);
    return resolved;
  },
});
process.on('exit', () => process.stdout.write('\\n' + JSON.stringify([...urls, ...process.moduleLoadList])));
`;

/** Parameters for Node that let a program print them when it ends, on the last line of its output. */
export const WATCHING_MODULES = ['--import', `data:text/javascript,${encodeURIComponent(WATCH)}`] as const;

/** Those that a watched program printed. */
export function loadedModules(stdout: string): readonly string[] {
  const urls = parseJson(stdout.slice(stdout.lastIndexOf('\n') + 1));
  assert.ok(Array.isArray(urls));
  return urls.map(String);
}
