/**
 * Which files `.dockerignore` lets an engine see. Its patterns are those of Go's `filepath.Match` with `**`, one a line;
 * a pattern counts for all below what it matches, `!` admits again, and the last pattern that matches wins.
 * https://docs.docker.com/build/concepts/context/#dockerignore-files
 */

interface Rule {
  readonly pattern: RegExp;
  readonly admits: boolean;
}

/** Those of `files`, as paths from the root with `/`, that the text of a `.dockerignore` admits. */
export function admittedFiles(dockerignore: string, files: readonly string[]): readonly string[] {
  const rules = dockerignore
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(ruleFrom);
  return files.filter((file) => isAdmitted(rules, file));
}

function isAdmitted(rules: readonly Rule[], file: string): boolean {
  const parts = file.split('/');
  const paths = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  const last = rules.findLast(({ pattern }) => paths.some((each) => pattern.test(each)));
  return last?.admits ?? true;
}

function ruleFrom(line: string): Rule {
  const admits = line.startsWith('!');
  const source = line
    .slice(admits ? 1 : 0)
    .replaceAll(/\*\*\/|\*\*|\*|\?|[^\w\s/-]/g, (found) => GLOBS[found] ?? `\\${found}`);
  return { pattern: new RegExp(`^${source}$`), admits };
}

const GLOBS: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};
