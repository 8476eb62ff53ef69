/**
 * Links and anchors of a page in Markdown, as a code host reads it: links in blocks of code are none, an anchor is made
 * of the text of a heading by GitHub's rules, and a second heading of the same text gets `-1`.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import GithubSlugger from 'github-slugger';
import { Marked } from 'marked';
import { ROOT } from './project-root.ts';

export interface PageLinks {
  /** Targets of links and pictures as the page writes them, also those of HTML. */
  readonly links: readonly string[];
  /** Without `#`. */
  readonly anchors: ReadonlySet<string>;
}

/** What a page links to, and what can be linked to in it. */
export function readLinks(markdown: string): PageLinks {
  const links: string[] = [];
  const anchors = new Set<string>();
  const slugger = new GithubSlugger();
  const html = (text: string): string => {
    links.push(...attributes(text, /\b(?:href|src)="([^"]*)"/g));
    for (const anchor of attributes(text, /\b(?:id|name)="([^"]*)"/g)) anchors.add(anchor);
    return text;
  };
  const marked = new Marked({
    renderer: {
      heading({ tokens }) {
        const text = this.parser.parseInline(tokens, this.parser.textRenderer);
        anchors.add(slugger.slug(text.replaceAll(/<[^>]*>/g, '')));
        return this.parser.parseInline(tokens);
      },
      link({ href, tokens }) {
        links.push(href);
        return this.parser.parseInline(tokens);
      },
      image({ href, text }) {
        links.push(href);
        return text;
      },
      html: ({ text }) => html(text),
    },
  });
  marked.parse(markdown, { async: false });
  return { links, anchors };
}

function attributes(html: string, pattern: RegExp): readonly string[] {
  return [...html.matchAll(pattern)].map(([, value = '']) => value);
}

/** What a page links to and is not there, as `page: link (why)`. Addresses of other hosts are not looked up. */
export function brokenLinks(page: string, markdown: string): readonly string[] {
  const own = readLinks(markdown);
  return own.links
    .filter((link) => !/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(link))
    .flatMap((link) => {
      const why = complaint(page, own.anchors, link);
      return why === undefined ? [] : [`${page}: ${link} (${why})`];
    });
}

function complaint(page: string, anchors: ReadonlySet<string>, link: string): string | undefined {
  const [address = '', anchor] = link.split('#', 2);
  if (address === '') return anchorComplaint(anchors, anchor);
  const from = address.startsWith('/') ? ROOT : path.join(ROOT, path.dirname(page));
  const target = path.join(from, decodeURIComponent(address.replace(/\?.*$/, '')));
  if (!isPublished(target)) return 'no such file in the repository';
  if (anchor === undefined) return undefined;
  const file = /\.\w+$/.test(path.basename(target)) ? target : path.join(target, 'README.md');
  if (!existsSync(file)) return 'the folder has no page';
  const text = readFileSync(file, 'utf8');
  return file.endsWith('.md')
    ? anchorComplaint(readLinks(text).anchors, anchor)
    : lineComplaint(text, anchor);
}

/** Whether it is there, and not only where somebody has installed or built. */
function isPublished(target: string): boolean {
  const within = path.relative(ROOT, target);
  return !/(?:^|\/)(?:\.\.|\.git|node_modules|coverage|dist)(?:\/|$)/.test(within) && existsSync(target);
}

function anchorComplaint(anchors: ReadonlySet<string>, anchor = ''): string | undefined {
  return anchor === '' || anchors.has(anchor) ? undefined : 'no such heading';
}

/** `#L7` or `#L7-L9` of a file that is no page. */
function lineComplaint(text: string, anchor: string): string | undefined {
  const [, last = ''] = /^(?:L\d+-)?L(\d+)$/.exec(anchor) ?? [];
  return last !== '' && Number(last) <= text.split('\n').length ? undefined : 'no such line';
}
