/** The project's folder of the user's cache: programs that were built or installed once, for every clone. */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { keep, type Keeper } from './keeper.ts';

/** The XDG base directory specification: a cache folder that is not absolute is as good as none. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const cache = environment['XDG_CACHE_HOME'] ?? '';
  const base = path.isAbsolute(cache) ? cache : path.join(environment['HOME'] ?? homedir(), '.cache');
  return path.join(base, 'kubernetes-image-updater');
}

/**
 * Makes `folder`, which either is complete afterwards or was not made: `make` gives the path of a folder that it
 * filled, below the keeper's, and that is renamed. Two at once both do the work; the result of the one that ends
 * first is kept.
 */
export async function makeWhole(folder: string, make: (keeper: Keeper) => Promise<string>): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true });
  const keeper = keep(`${folder}.building-${randomUUID()}`);
  // A kept process does not keep this one alive.
  const alive = setInterval(() => undefined, 60_000);
  try {
    await moveIntoPlace(await make(keeper), folder);
  } finally {
    clearInterval(alive);
    await keeper.end();
  }
}

/** Another process may have been there first: then its result is as good. */
async function moveIntoPlace(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    const there = await stat(to).catch(() => undefined);
    if (there === undefined) throw error;
    await rm(from, { recursive: true });
  }
}
