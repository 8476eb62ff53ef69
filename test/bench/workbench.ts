/** The workbench: the project as JavaScript in a temporary folder, and the processes that run it. */
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startProgram, type Program, type StartOptions } from './program.ts';
import { ROOT } from '../support/project-root.ts';

/** One of the files in `programs/`. */
type ProgramName =
  | 'abused-cluster'
  | 'bare-framework'
  | 'client-node'
  | 'cluster'
  | 'fleet'
  | 'fleet-event'
  | 'google'
  | 'idle'
  | 'image-pushed'
  | 'quiet'
  | 'scan'
  | 'strangers';

export interface Workbench {
  /** Holds `functions/`, `lib/` and `test/` as JavaScript. */
  readonly folder: string;
  /** Starts a program; it is ended with the workbench, or before. */
  readonly start: (name: ProgramName, options?: Omit<StartOptions, 'signal'>) => Promise<Program>;
}

export interface WorkbenchOptions {
  readonly signal: AbortSignal;
  /** A folder that {@link buildIn} has filled; unless given, one is filled now and removed afterwards. */
  readonly built?: string | undefined;
}

/** Lends a workbench out, and afterwards, whatever happened, ends its processes and removes its files. */
export async function withWorkbench<T>(
  { signal, built }: WorkbenchOptions,
  work: (workbench: Workbench) => Promise<T>,
): Promise<T> {
  if (built !== undefined) return withPrograms(built, signal, work);
  const folder = await mkdtemp(path.join(tmpdir(), 'image-updater-bench-'));
  try {
    await buildIn(folder, signal);
    return await withPrograms(folder, signal, work);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function withPrograms<T>(
  folder: string,
  signal: AbortSignal,
  work: (workbench: Workbench) => Promise<T>,
): Promise<T> {
  const started: Program[] = [];
  try {
    return await work({
      folder,
      start: async (name, options = {}) => {
        const file = path.join(folder, 'test/bench/programs', `${name}.js`);
        const program = await startProgram(file, { ...options, signal });
        started.push(program);
        return program;
      },
    });
  } finally {
    await Promise.all(started.map(({ stop }) => stop()));
  }
}

/** The bench as plain JavaScript, with the function in it as `npm run build` bundles it. */
export async function buildIn(folder: string, signal: AbortSignal): Promise<void> {
  const run = (script: string, ...options: string[]) =>
    promisify(execFile)(process.execPath, [path.join(ROOT, 'node_modules', script), ...options], {
      cwd: ROOT,
      signal,
    });
  // Types are not checked here: `npm run check` does.
  await run('typescript/bin/tsc', '-p', 'test/bench', '--outDir', folder);
  // Not cleaned: the bundle of the functions stands among what was compiled.
  const bundle = ['-c', 'infra/build/rolldown.config.js', '-d', folder, '--no-clean-dir'];
  await run('rolldown/bin/cli.mjs', ...bundle);
  await copyFile(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
}
