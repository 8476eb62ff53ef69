/** Finds forbidden phrases in a tree of texts: a test can have a tree that contains them. */
import { FORBIDDEN_PHRASES } from './forbidden-phrases.ts';
import type { Tree } from './house-rules.ts';
import { readInventory } from './inventory.ts';

/** What begins a line of a comment, or of a list or quotation in a document. */
const PREFIX = /^\s*(?:\/\*\*?|\*\/?|\/\/+|#+|>|[-*+])?\s*/;

/** One line for each phrase, with the line on which it begins. A phrase may continue on the next lines of its comment. */
export function forbiddenPhrases(tree: Tree): readonly string[] {
  return [...tree].flatMap(([file, text]) => {
    const joined = joinLines(text);
    return FORBIDDEN_PHRASES.flatMap(({ pattern, instead }) =>
      [...joined.text.matchAll(new RegExp(pattern, 'gi'))].map(
        ({ 0: found, index }) => `${file}:${joined.lineAt(index)} says "${found}": expected ${instead}`,
      ),
    );
  });
}

const COMMENT = /\/\*[\s\S]*?\*\/|\/\/.*$/gm;
/** Not in names such as `us.gcr.io` and `us-docker.pkg.dev`. */
const PRONOUN = /(?<![\w`'./-])(?:we|us|ours?)(?![\w`'/-]|\.\w)/gi;
/** What a page quotes, and is not its own sentence. */
const CODE = /^```[\s\S]*?^```|`[^`\n]*`/gm;

/** Comments with a pronoun of the first person as subject, not the tool. */
export function pronounsInComments(tree: Tree): readonly string[] {
  return [...tree]
    .filter(([file]) => /^(?:lib|functions|infra|test)\/.*\.ts$/.test(file))
    .flatMap(([file, text]) =>
      [...text.matchAll(COMMENT)]
        .flatMap(([comment]) => [...comment.matchAll(PRONOUN)])
        .map(([pronoun]) => `${file} says "${pronoun}": expected the tool as subject`),
    );
}

/** Such pronouns in pages, and in descriptions and comments of infra. The changelog is not changed afterwards. */
export function pronounsInText(tree: Tree): readonly string[] {
  return [...tree]
    .filter(([file]) => file !== 'CHANGELOG.md' && /\.md$|^infra\/.*\.(?:tf|hcl|yaml|sh)$/.test(file))
    .flatMap(([file, text]) =>
      [...text.replaceAll(CODE, '').matchAll(PRONOUN)].map(
        ([pronoun]) => `${file} says "${pronoun}": expected the tool as subject`,
      ),
    );
}

/** Code in a template string. */
const INSERTED = /\$\{[^}]*\}|\\?`[^`\n]*`/g;

/** Titles of tests with such a pronoun. */
export function pronounsInTitles(tree: Tree): readonly string[] {
  return [...tree]
    .filter(([file]) => /^test\/.*\.ts$/.test(file))
    .flatMap(([file, text]) =>
      [...readInventory([text]).titles.keys()]
        .filter(
          (title) =>
            title
              .slice(title.indexOf(' ') + 2, -1)
              .replaceAll(INSERTED, '')
              .search(PRONOUN) >= 0,
        )
        .map((title) => `${file}: ${title}: expected the tool as subject`),
    );
}

/** The text as one line, without the marks of comments, with one space between words. */
function joinLines(text: string): { readonly text: string; readonly lineAt: (index: number) => number } {
  const starts: number[] = [];
  let joined = '';
  for (const line of text.split('\n')) {
    starts.push(joined.length);
    joined += `${line.replace(PREFIX, '').replaceAll(/\s+/g, ' ').trim()} `;
  }
  return { text: joined, lineAt: (index) => starts.filter((start) => start <= index).length };
}
