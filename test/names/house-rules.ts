/** Rules for the names and sizes of files, on a tree of texts: a test can have a tree that breaks them. */
import path from 'node:path';
import { OLD_WORDS } from './old-words.ts';

/** Texts of TypeScript files by their path from the root. */
export type Tree = ReadonlyMap<string, string>;

const EXPORT =
  /^export (?:default )?(?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|const|let|interface|type) (\w+)/gm;
const EXPORT_LIST = /^export (?:type )?\{([^}]*)\}(?: (from))?/gm;
const FUNCTION =
  /^(?:export )?(?:async )?(?:function\*? |const (?=\w+ = (?:async )?(?:\(|<|function)))(\w+)/gm;
const REPEATED = new Set(['command.ts', 'text.ts', 'index.ts']);

/** Names that a file exports: those that it declares, and those of lists. */
export function exportsIn(text: string): readonly string[] {
  return [
    ...declaredIn(text),
    ...[...text.matchAll(EXPORT_LIST)].flatMap(([, list = '']) => lastWords(list)),
  ];
}

/** The same without what the file only passes on by the name that it has elsewhere. */
function ownExportsIn(text: string): readonly string[] {
  const renamed = [...text.matchAll(EXPORT_LIST)].flatMap(([, list = '', from]) =>
    lastWords(list).filter((word) => from === undefined || new RegExp(` as ${word}\\b`).test(list)),
  );
  return [...declaredIn(text), ...renamed];
}

function declaredIn(text: string): readonly string[] {
  return [...text.matchAll(EXPORT)].flatMap(([, name]) => name ?? []);
}

function lastWords(list: string): readonly string[] {
  return list.split(',').flatMap((each) => /(\w+)\s*$/.exec(each)?.[1] ?? []);
}

function filesOf(tree: Tree, place: string): readonly [file: string, text: string][] {
  return [...tree].filter(([file]) => file.startsWith(`${place}/`));
}

/** `DeadLetters` as a file is called. */
function kebab(word: string): string {
  return word.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}

/** Identifiers and files that are called by an old word. */
export function oldNames(tree: Tree): readonly string[] {
  return OLD_WORDS.flatMap(({ word, instead, of }) => {
    const fileName = word.endsWith('.ts') ? word : `${kebab(word)}.ts`;
    return filesOf(tree, of).flatMap(([file, text]) => {
      const exported = of === 'lib' && exportsIn(text).includes(word) ? [`${file} exports ${word}`] : [];
      const called = path.posix.basename(file) === fileName ? [`${file} is called ${word}`] : [];
      return [...exported, ...called].map((what) => `${what}: expected ${instead}`);
    });
  });
}

/** Functions of lib whose name says whose something is, and not what they do. */
export function functionsEndingInOf(tree: Tree): readonly string[] {
  return filesOf(tree, 'lib').flatMap(([file, text]) =>
    [...text.matchAll(FUNCTION)].flatMap(([, name = '']) =>
      name.endsWith('Of') ? [`${file}: ${name}`] : [],
    ),
  );
}

/** Names that two files of lib export as their own. */
export function repeatedExports(tree: Tree): readonly string[] {
  const files = new Map<string, string[]>();
  for (const [file, text] of filesOf(tree, 'lib'))
    for (const name of new Set(ownExportsIn(text))) files.set(name, [...(files.get(name) ?? []), file]);
  return [...files].flatMap(([name, all]) => (all.length > 1 ? [`${name}: ${all.join(', ')}`] : []));
}

/** File names that occur in lib more than twice. */
export function repeatedFileNames(tree: Tree): readonly string[] {
  const files = new Map<string, string[]>();
  for (const [file] of filesOf(tree, 'lib')) {
    const name = path.posix.basename(file);
    files.set(name, [...(files.get(name) ?? []), file]);
  }
  return [...files].flatMap(([name, all]) =>
    all.length > 2 && !REPEATED.has(name) ? [`${name}: ${all.join(', ')}`] : [],
  );
}

const COMMENT = /\/\*[\s\S]*?\*\/|\/\/.*$/gm;
/** Not `.test.ts` alone, which is an ending. */
const FILE_NAME = /(?<![\w/.-])(?:\.{1,2}\/)*([\w-][\w./-]*\.ts)\b/g;

/** Comments of lib and functions that name a file of TypeScript which is not in the tree, by its name or by the end of its path. */
export function goneFilesInComments(tree: Tree): readonly string[] {
  const files = [...tree.keys()].map((file) => `/${file}`);
  return [...filesOf(tree, 'lib'), ...filesOf(tree, 'functions')].flatMap(([file, text]) =>
    [...text.matchAll(COMMENT)]
      .flatMap(([comment]) => [...comment.matchAll(FILE_NAME)])
      .flatMap(([, name = '']) =>
        files.some((each) => each.endsWith(`/${name}`)) ? [] : [`${file} names ${name}`],
      ),
  );
}

export function lineCount(text: string): number {
  return text.split('\n').length - 1;
}

/** Lines of the file in the middle. */
export function medianLines(tree: Tree): number {
  const lengths = filesOf(tree, 'lib')
    .map(([, text]) => lineCount(text))
    .toSorted((a, b) => a - b);
  return lengths[Math.floor(lengths.length / 2)] ?? 0;
}
