/** The pages of the project, and the code that they show: what every test of an example reads. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Marked } from 'marked';
import { ROOT } from './project-root.ts';

export interface CodeBlock {
  /** Relative to the root of the project. */
  readonly page: string;
  /** Of its opening fence, from 1; of its first line where it has no fence. */
  readonly line: number;
  /** The heading of the second level above it; empty before the first. */
  readonly heading: string;
  /** The first word behind the fence; empty where there is none, `indented` and `html` for blocks without a fence. */
  readonly language: string;
  readonly text: string;
}

/** Every page in Markdown, relative to the root, in the order of their names: in any folder, hidden ones included. */
export function pages(): readonly string[] {
  return filesBelow('')
    .filter((file) => /\.(?:md|MD|markdown)$/.test(file))
    .toSorted();
}

const OTHERS = new Set(['node_modules', 'coverage', 'dist', '.git', '.terraform']);

/** Not by `globSync`: that of Node 22 leaves hidden folders out. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (OTHERS.has(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(file) : [file];
  });
}

/** The text of a page. */
export function pageText(page: string): string {
  return readFileSync(path.join(ROOT, page), 'utf8');
}

/** The blocks of code of a page, in their order; those of a language alone where one is named. */
export function codeBlocks(page: string, only?: string): readonly CodeBlock[] {
  const blocks = blocksIn(pageText(page), page);
  return only === undefined ? blocks : blocks.filter(({ language }) => language === only);
}

/** The blocks of a text in Markdown, however they are written: with a fence, indented, in a list or a quote, in HTML. */
export function blocksIn(markdown: string, page = ''): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = markdown.split('\n');
  let [heading, searched] = ['', 0];
  const add = (language: string, text: string, isFenced: boolean): string => {
    const first = text.split('\n')[0] ?? '';
    const opens = (line: string, next: string): boolean =>
      isFenced ? /(?:```|~~~)/.test(line) && next.includes(first) : line.includes(first);
    const index = lines.findIndex((line, at) => at >= searched && opens(line, lines[at + 1] ?? ''));
    searched = Math.max(searched, index) + 1;
    blocks.push({ page, line: index + 1, heading, language, text: `${text}\n` });
    return '';
  };
  new Marked({
    renderer: {
      heading({ depth, text }) {
        if (depth <= 2) heading = depth === 2 ? text : '';
        return '';
      },
      code: ({ text, lang = '', codeBlockStyle: style }) =>
        add(style ?? lang.split(/\s/)[0] ?? '', text, style === undefined),
      html: ({ text }) => (/<pre\b|```|~~~/i.test(text) ? add('html', text.trimEnd(), false) : ''),
    },
  }).parse(markdown, { async: false });
  return blocks;
}

/** The code within lines of a page, outside of blocks. */
export function inlineCode(page: string): readonly string[] {
  const codes: string[] = [];
  new Marked({ renderer: { codespan: ({ text }) => (codes.push(text), '') } }).parse(pageText(page), {
    async: false,
  });
  return codes;
}
