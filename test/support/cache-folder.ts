/** The project's folder of the user's cache: programs that were built or installed once, for every clone. */
import { homedir } from 'node:os';
import path from 'node:path';

/** The XDG base directory specification: a cache folder that is not absolute is as good as none. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const cache = environment['XDG_CACHE_HOME'] ?? '';
  const base = path.isAbsolute(cache) ? cache : path.join(environment['HOME'] ?? homedir(), '.cache');
  return path.join(base, 'kubernetes-image-updater');
}
