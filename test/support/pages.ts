/** The pages of the project, and the code that they show: what every test of an example reads. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './project-root.ts';

export interface CodeBlock {
  /** Relative to the root of the project. */
  readonly page: string;
  /** Of its opening fence, from 1. */
  readonly line: number;
  /** The heading of the second level that it stands under; empty before the first. */
  readonly heading: string;
  /** What stands behind the fence; empty where nothing does. */
  readonly language: string;
  readonly text: string;
}

/** Every page in Markdown, relative to the root, in the order of their names. */
export function pages(): readonly string[] {
  const found = globSync(['**/*.md', '.github/**/*.md'], {
    cwd: ROOT,
    exclude: (name) => /(?:^|\/)(?:node_modules|coverage|dist)$/.test(name),
  });
  return [...new Set(found)].toSorted();
}

/** The text of a page. */
export function pageText(page: string): string {
  return readFileSync(path.join(ROOT, page), 'utf8');
}

/** The fenced blocks of a page, in their order; those of a language alone where one is named. */
export function codeBlocks(page: string, only?: string): readonly CodeBlock[] {
  const text = pageText(page);
  return [...text.matchAll(/^( *)```([\w-]*)[^\n]*\n([\s\S]*?)^\1```$/gm)].flatMap(
    ({ index, 2: language = '', 3: block = '' }) => {
      if (only !== undefined && only !== language) return [];
      const before = text.slice(0, index);
      const heading = before.slice(before.lastIndexOf('\n## ') + 1).match(/^## (.*)$/m)?.[1] ?? '';
      return [{ page, line: before.split('\n').length, heading, language, text: block }];
    },
  );
}

/** The code within lines, outside of blocks. */
export function inlineCode(page: string): readonly string[] {
  const outside = pageText(page).replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '');
  return [...outside.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}
