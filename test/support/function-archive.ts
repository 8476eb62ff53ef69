/** What `infra/source.tf` archives: the same patterns, read from that file, over the same folders. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { ROOT } from './project-root.ts';

/** Contents by their names in the archive. */
export type Archive = ReadonlyMap<string, Uint8Array>;

const SOURCE = readFileSync(path.join(ROOT, 'infra/source.tf'), 'utf8');
const APART = textsIn(/ apart_patterns = \[([^\]]*)\]/);
const OF_PROJECT = textsIn(/ patterns = \[([^\]]*)\]/);
const OF_PACKAGE = textsIn(/fileset\("\$\{path\.module\}\/function", ("[^"]+")\)/);

function textsIn(list: RegExp): readonly string[] {
  const [, texts = ''] = list.exec(SOURCE) ?? [];
  return [...texts.matchAll(/"([^"]+)"/g)].map(([, each = '']) => each);
}

/** The archive with this configuration. */
export function archiveWith(configuration: unknown): Archive {
  const read = (folder: string, globs: readonly string[]): [string, Uint8Array][] =>
    globSync(globs, { cwd: path.join(ROOT, folder), withFileTypes: true, exclude: APART })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(path.join(ROOT, folder), file), readFileSync(file)]);
  const text = new TextEncoder().encode(JSON.stringify(configuration));
  return new Map([
    ...read('.', OF_PROJECT),
    ...read('infra/function', OF_PACKAGE),
    ['configuration.json', text],
  ]);
}

// A file's own header, its line in the directory, and the directory's end: APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16.
const [HEADER, LINE, END] = [30, 46, 22];

/** How large it is as a zip file, in bytes. */
export function zippedSize(archive: Archive): number {
  const sizes = [...archive].map(
    ([name, content]) => HEADER + LINE + 2 * name.length + deflateRawSync(content).length,
  );
  return sizes.reduce((sum, size) => sum + size, END);
}
