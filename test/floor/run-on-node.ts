/**
 * A command on another Node than the one of this process, with all that it starts. npm puts the project's
 * `node_modules/.bin` first on the PATH of a script, and with it the pinned Node: npm's own shell is one that puts the
 * wanted Node before it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runProgram } from '../support/run-program.ts';

export interface OnNodeOptions {
  /** Folder with the program `node`. */
  readonly bin: string;
  /** Where the command runs. */
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Calls `use` with an environment in which `node` is that of `bin`, also in npm's scripts. */
async function withNode<T>(
  { bin, environment }: Pick<OnNodeOptions, 'bin' | 'environment'>,
  use: (environment: NodeJS.ProcessEnv) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'image-updater-floor-'));
  const shell = path.join(folder, 'shell');
  await writeFile(shell, `#!/bin/sh\nPATH=${quoted(bin)}:"$PATH" exec /bin/sh "$@"\n`, { mode: 0o700 });
  try {
    const before = environment['PATH'] ?? '';
    return await use({
      ...environment,
      PATH: before === '' ? bin : `${bin}${path.delimiter}${before}`,
      npm_config_script_shell: shell,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The version of `node` that a script of npm runs; rejects with what npm says where it runs none. */
export async function versionInScripts({ bin, cwd, environment }: OnNodeOptions): Promise<string> {
  return withNode({ bin, environment }, async (changed) => {
    const asked = ['exec', '--call', 'node --version'];
    const { code, stdout, stderr } = await runProgram('npm', asked, { cwd, environment: changed });
    if (code !== 0) throw new Error(`npm runs no node of ${bin}:\n${stderr}`);
    return stdout.trim().replace(/^v/, '');
  });
}

/** Runs the command in this terminal; gives its exit code, 1 where it has none. */
export async function runOnNode(command: readonly string[], options: OnNodeOptions): Promise<number> {
  return withNode(options, async (env) => {
    const [program = 'npm', ...words] = command;
    const child = spawn(program, words, { cwd: options.cwd, env, stdio: 'inherit' });
    return once(child, 'exit').then(([code]: readonly unknown[]) => (typeof code === 'number' ? code : 1));
  });
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
