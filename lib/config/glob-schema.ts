/** Lists of globs: for names (clusters, namespaces, tags), and for repositories. */
import * as v from 'valibot';
import { parseGlob, type Glob } from '../core/names/glob.ts';
import { canonicalGlobs } from './repository-glob.ts';
import { parsedBy, TEXT, type Parsed } from './text-schema.ts';

// No name that a glob is compared with contains these; a text before `@` may be a password.
const FOREIGN = /[\s\p{C}@]/u;

const NAME_GLOB = v.pipe(v.string(TEXT), parsedBy(readGlob));
const REPOSITORY_GLOB = v.pipe(v.string(TEXT), parsedBy(readRepositoryGlobs));
const SOME = 'at least one glob';

/** Globs for names, which the sentence describes. The list may be empty. */
export function globsSchema(sentence: string) {
  return v.pipe(v.array(NAME_GLOB, 'a list of globs'), v.description(sentence));
}

/** At least one glob for names. */
export function nonEmptyGlobsSchema(sentence: string) {
  return v.pipe(globsSchema(sentence), v.minLength(1, SOME));
}

/** Globs for canonical repositories; the list may be empty. */
export function repositoryGlobsSchema(sentence: string) {
  return v.pipe(
    v.array(REPOSITORY_GLOB, 'a list of globs'),
    v.description(sentence),
    v.transform((lists) => lists.flat()),
  );
}

/** At least one glob for canonical repositories. */
export function nonEmptyRepositoryGlobsSchema(sentence: string) {
  return v.pipe(
    v.array(REPOSITORY_GLOB, 'a list of globs'),
    v.description(sentence),
    v.minLength(1, SOME),
    v.transform((lists) => lists.flat()),
  );
}

function readGlob(text: string): Parsed<Glob> {
  if (FOREIGN.test(text)) return { invalid: 'a glob without spaces, control characters and `@`' };
  const parsed = parseGlob(text);
  return 'glob' in parsed ? { value: parsed.glob } : parsed;
}

function readRepositoryGlobs(text: string): Parsed<readonly Glob[]> {
  const canonical = canonicalGlobs(text);
  if ('invalid' in canonical) return canonical;
  const value: Glob[] = [];
  for (const glob of canonical.value) {
    const parsed = readGlob(glob);
    if ('invalid' in parsed) return parsed;
    value.push(parsed.value);
  }
  return { value };
}
