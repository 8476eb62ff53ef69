/**
 * A command on another Node than the one of this process, with all that it starts. npm puts the project's
 * `node_modules/.bin` first on the PATH of a script, and with it the pinned Node: `shell.sh`, which npm uses as its
 * shell, puts the wanted Node before it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { runProgram } from '../support/run-program.ts';

export interface OnNodeOptions {
  /** Folder with the program `node`. */
  readonly bin: string;
  /** Where the command runs. */
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The environment in which `node` is that of `bin`, also in npm's scripts. */
function withNode({ bin, environment }: Pick<OnNodeOptions, 'bin' | 'environment'>): NodeJS.ProcessEnv {
  const before = environment['PATH'] ?? '';
  return {
    ...environment,
    PATH: before === '' ? bin : `${bin}${path.delimiter}${before}`,
    npm_config_script_shell: path.join(import.meta.dirname, 'shell.sh'),
    FLOOR_BIN: bin,
  };
}

/** The version of `node` that a script of npm runs; rejects with what npm says where it runs none. */
export async function versionInScripts({ bin, cwd, environment }: OnNodeOptions): Promise<string> {
  const asked = ['exec', '--call', 'node --version'];
  const options = { cwd, environment: withNode({ bin, environment }) };
  const { code, stdout, stderr } = await runProgram('npm', asked, options);
  if (code !== 0) throw new Error(`npm runs no node of ${bin}:\n${stderr}`);
  return stdout.trim().replace(/^v/, '');
}

/** Runs the command in this terminal; gives its exit code, 1 where it has none. */
export async function runOnNode(command: readonly string[], options: OnNodeOptions): Promise<number> {
  const [program = 'npm', ...words] = command;
  const child = spawn(program, words, { cwd: options.cwd, env: withNode(options), stdio: 'inherit' });
  return once(child, 'exit').then(([code]: readonly unknown[]) => (typeof code === 'number' ? code : 1));
}
