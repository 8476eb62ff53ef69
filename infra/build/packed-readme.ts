/**
 * The README of the package, on whose page relative links to files of the repository do not work: `npm pack` makes the links
 * of the README in the working directory absolute and, after the archive is written, relative again.
 *
 * - `node infra/build/packed-readme.ts absolute PID`: until the process PID has ended, however it ends
 * - `node infra/build/packed-readme.ts relative [PID]`: at once, or when the process PID has ended
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';

/** A fenced block, or a relative link after `](`, `src="`, `href="` or `[name]: `. */
const FENCE_OR_LINK =
  /^(?:```|~~~).*?^(?:```|~~~)$|(\]\(|\b(?:src|srcset|href)="|^\[[^\]\n]+\]: +)(?![a-z][\w+.-]*:|\/\/|#)([^)\s"]+)/gms;
const IMAGE = /\.(?:svg|png|gif|jpe?g|webp)$/;
const README = 'README.md';
const MANIFEST = v.object({ repository: v.object({ url: v.string() }) });
const POLL_MS = 200;

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

/** Makes the links absolute, and starts a process that makes them relative where `npm` ends without doing so. */
function makeAbsolute(page: string, npm: string): void {
  // Ctrl-C reaches all processes of the terminal: not between these two lines.
  process.on('SIGINT', () => undefined);
  writeFileSync(README, withAbsoluteLinks(readFileSync(README, 'utf8'), page));
  const words = [import.meta.filename, 'relative', npm];
  spawn(process.execPath, words, { detached: true, stdio: 'ignore' }).unref();
}

/** Makes the links relative, at once or when the process `npm` has ended, unless they are. */
async function makeRelative(page: string, npm?: string): Promise<void> {
  for (;;) {
    const document = readFileSync(README, 'utf8');
    const relative = withRelativeLinks(document, page);
    if (relative === document) return;
    if (npm === undefined || !isRunning(Number(npm))) {
      writeFileSync(README, relative);
      return;
    }
    await delay(POLL_MS);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

if (import.meta.main) {
  const [links, npm] = process.argv.slice(2);
  const manifest = v.parse(MANIFEST, JSON.parse(readFileSync('package.json', 'utf8')));
  const page = repositoryPage(manifest.repository.url);
  if (links === 'relative') await makeRelative(page, npm);
  else if (links === 'absolute' && npm !== undefined) makeAbsolute(page, npm);
  else throw new Error(`expected absolute PID or relative [PID], got ${process.argv.slice(2).join(' ')}`);
}
