/**
 * The README of the package, on whose page relative links to files of the repository do not work: `npm pack` makes its links
 * absolute and, after the archive is written, relative again.
 *
 * `node infra/build/packed-readme.ts absolute|relative`
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };

/** A fenced block, or a relative link after `](`, `src="`, `href="` or `[name]: `. */
const FENCE_OR_LINK =
  /^(?:```|~~~).*?^(?:```|~~~)$|(\]\(|\b(?:src|srcset|href)="|^\[[^\]\n]+\]: +)(?![a-z][\w+.-]*:|\/\/|#)([^)\s"]+)/gms;
const IMAGE = /\.(?:svg|png|gif|jpe?g|webp)$/;

/** The page of the repository, from `repository.url` of package.json. */
export function repositoryPage(url: string): string {
  return url.replace(/^git\+/, '').replace(/\.git$/, '');
}

/** The document with absolute links to files of the repository on the default branch; `page` is that of the repository. */
export function withAbsoluteLinks(document: string, page: string): string {
  return document.replaceAll(FENCE_OR_LINK, (all: string, before?: string, target: string = '') => {
    if (before === undefined) return all;
    const kind = IMAGE.test(target) ? 'raw' : 'blob';
    return `${before}${page}/${kind}/HEAD/${path.posix.normalize(target)}`;
  });
}

/** The document with its links to files of the repository relative to its root. */
export function withRelativeLinks(document: string, page: string): string {
  return document.replaceAll(`${page}/blob/HEAD/`, '').replaceAll(`${page}/raw/HEAD/`, '');
}

if (import.meta.main) {
  const file = path.resolve(import.meta.dirname, '../../README.md');
  const page = repositoryPage(packageJson.repository.url);
  const document = readFileSync(file, 'utf8');
  const absolute = withAbsoluteLinks(document, page);
  writeFileSync(file, process.argv.at(2) === 'absolute' ? absolute : withRelativeLinks(document, page));
}
