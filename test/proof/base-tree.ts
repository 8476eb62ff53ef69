/** The tree of an earlier commit, in a temporary folder that is gone afterwards, whatever happens. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { FaultSet } from './fault-set.ts';

const run = promisify(execFile);

/** Inside of a hook, git is told of another repository and index than those of the folder that it runs in. */
export function environmentForGit(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
}

export interface BaseTreeOptions {
  /** Root of the present tree, in its clone. */
  readonly root: string;
  readonly set: FaultSet;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
  /** Holds the folder that is made. */
  readonly temporary: string;
}

/** Lends out the base of a set with the set's tests over it. @throws with what to do where the clone lacks the commit. */
export async function withBaseTree<T>(
  options: BaseTreeOptions,
  use: (root: string) => Promise<T>,
): Promise<T> {
  const { root, set, progress } = options;
  await requireCommit(options, set.base);
  const folder = await realpath(await mkdtemp(path.join(options.temporary, 'image-updater-base-')));
  const tree = path.join(folder, 'tree');
  try {
    progress(`Check out ${set.base.slice(0, 12)}, the commit before issue ${set.issue}`);
    await checkOut(options, set.base, tree);
    await linkModules(options, tree);
    if (set.tests === undefined)
      for (const file of set.contents) await cp(path.join(root, file), path.join(tree, file));
    else {
      await requireCommit(options, set.tests);
      await checkOut(options, set.tests, tree, set.folder);
    }
    return await use(tree);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes the files of a commit, all or those of one folder, without touching the index of the clone. */
async function checkOut(
  { root, signal }: BaseTreeOptions,
  commit: string,
  tree: string,
  folder = '.',
): Promise<void> {
  const env = { ...environmentForGit(), GIT_INDEX_FILE: `${tree}.index` };
  const git = (...args: readonly string[]) =>
    run('git', args, { cwd: root, env, signal, maxBuffer: Infinity });
  await git('read-tree', commit);
  const { stdout } = await git('ls-files', '-z', '--', folder);
  const files = stdout.split('\0').filter((file) => file !== '');
  if (files.length === 0) throw new Error(`expected files in ${folder} of ${commit}, got none`);
  // Some systems take no more than 128 KB of arguments.
  while (files.length > 0)
    await git('checkout-index', '--force', `--prefix=${tree}/`, '--', ...files.splice(0, 500));
}

async function requireCommit({ root, signal }: BaseTreeOptions, commit: string): Promise<void> {
  try {
    await run('git', ['cat-file', '-e', `${commit}^{commit}`], {
      cwd: root,
      env: environmentForGit(),
      signal,
    });
  } catch {
    signal.throwIfAborted();
    throw new Error(
      `the commit ${commit} is not in this clone. To get it: git fetch --unshallow (a shallow clone), or git fetch origin ${commit}`,
    );
  }
}

/** The present modules, where both commits lock the same ones. */
async function linkModules({ root, progress, signal }: BaseTreeOptions, tree: string): Promise<void> {
  const [present, before] = await Promise.all(
    [root, tree].map((each) => readFile(path.join(each, 'package-lock.json'), 'utf8')),
  );
  if (present === before) return symlink(path.join(root, 'node_modules'), path.join(tree, 'node_modules'));
  progress('package-lock.json has changed since: npm ci in the folder of the earlier commit');
  await run('npm', ['ci'], { cwd: tree, signal, maxBuffer: Infinity });
}
