/**
 * Sets of faults, one for each issue: a folder below `test/faults/`, or that folder itself, with
 *
 *     base.json      {"issue": 15, "base": "<commit before>", "lines": {"A": 6, "B": 7}, "complete": true, "tests": "<ref>"}
 *     *.json         maps: {"A1": ["full title as mocha prints it", …], …}
 *     *.test.ts      tests, with what they import, in this folder or below it
 *
 * `lines` counts the issue's numbered lines by letter. `complete` says that each line has to have a title. `tests` is
 * left out while the tests of the present tree still fit the base: once names have changed it is a commit whose tests do.
 *
 * A second set in a folder names its base in `<prefix>-base.json`. All files that begin with `<prefix>-` are its own, and
 * of no other set. Without `tests` only own files are copied to the base: what else a test imports is that of the base.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';

const BASE = v.strictObject({
  issue: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  base: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/, 'expected a full commit hash')),
  lines: v.record(v.pipe(v.string(), v.regex(/^[A-Z]$/)), v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  complete: v.optional(v.boolean(), false),
  tests: v.exactOptional(v.pipe(v.string(), v.regex(/^\w[\w./-]*$/))),
});

const MAP = v.record(v.string(), v.pipe(v.array(v.pipe(v.string(), v.nonEmpty())), v.nonEmpty()));

export interface FaultSet extends v.InferOutput<typeof BASE> {
  /** From the root, with `/`, as all paths here. */
  readonly folder: string;
  /** Test files. */
  readonly files: readonly string[];
  /** All files of the set: tests, what they import, maps. */
  readonly contents: readonly string[];
  /** Each line of the issue, in its order, with its titles: none where no map names it. */
  readonly titles: ReadonlyMap<string, readonly string[]>;
}

/** All sets below a root. @throws where a file is not of this form, or a map names a line that the issue does not have. */
export function readFaultSets(root: string): readonly FaultSet[] {
  const files = filesBelow(root, 'test/faults');
  const beginnings = files
    .flatMap((file) => /^(.*\/(?:[^/]+-)?)base\.json$/.exec(file)?.[1] ?? [])
    .toSorted();
  return beginnings.map((beginning) => {
    const longer = beginnings.filter((other) => other !== beginning && other.startsWith(beginning));
    const isOwn = (file: string) =>
      file.startsWith(beginning) && !longer.some((other) => file.startsWith(other));
    return readFaultSet(root, `${beginning}base.json`, files.filter(isOwn));
  });
}

function filesBelow(root: string, folder: string): readonly string[] {
  return globSync(`${folder}/**`, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .toSorted();
}

function readFaultSet(root: string, header: string, contents: readonly string[]): FaultSet {
  const base = parse(BASE, root, header);
  const folder = path.posix.dirname(header);
  const titles = new Map(linesOf(base.lines).map((line): [string, string[]] => [line, []]));
  for (const file of contents) {
    if (file === header || path.posix.dirname(file) !== folder || !file.endsWith('.json')) continue;
    for (const [line, mapped] of Object.entries(parse(MAP, root, file))) {
      const known = titles.get(line);
      if (known === undefined)
        throw new Error(`${file}: expected a line of issue ${base.issue}, got ${line}`);
      known.push(...mapped);
    }
  }
  return { ...base, folder, contents, files: contents.filter((file) => file.endsWith('.test.ts')), titles };
}

function linesOf(counts: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(counts).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
  );
}

function parse<S extends v.GenericSchema>(schema: S, root: string, file: string): v.InferOutput<S> {
  const parsed = v.safeParse(schema, JSON.parse(readFileSync(path.join(root, file), 'utf8')));
  if (parsed.success) return parsed.output;
  throw new Error(
    parsed.issues.map((issue) => `${file}: ${v.getDotPath(issue) ?? ''}: ${issue.message}`).join('\n'),
  );
}
