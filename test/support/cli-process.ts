/** A command of the CLI as a process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { ROOT } from './project-root.ts';

/** One whose outputs are read. */
export type Command = ChildProcess & { readonly stdout: Readable; readonly stderr: Readable };

/** How it ended, and all that it wrote. */
export async function waitForExit(child: Command) {
  const ended = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await ended;
  return { code: child.exitCode, stdout, stderr };
}

export type Variables = Readonly<Record<string, string>>;

/** The variables of this process, but for those that would change what is tested. */
function environmentWith(variables: Variables): NodeJS.ProcessEnv {
  // With CI, Node takes every terminal for one without colours.
  const { FORCE_COLOR: _force, NO_COLOR: _no, CI: _ci, IMAGE_UPDATER_CONFIG: _config, ...env } = process.env;
  return { ...env, ...variables };
}

/** The command line as a child process, its output piped. */
export function start(variables: Variables, ...parameters: readonly string[]) {
  return spawn(process.execPath, ['lib/cli/main.ts', ...parameters], {
    cwd: ROOT,
    env: environmentWith(variables),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The command line, to its end. */
export function runWith(variables: Variables, ...parameters: readonly string[]) {
  return waitForExit(start(variables, ...parameters));
}

/** The command line on a pseudo-terminal: both outputs are one there. */
export function onTerminal(variables: Variables, ...parameters: readonly string[]) {
  const command = [process.execPath, 'lib/cli/main.ts', ...parameters].map((word) => `'${word}'`).join(' ');
  const env = environmentWith({ TERM: 'xterm', ...variables });
  return waitForExit(
    spawn('script', ['-q', '-e', '-c', command, '/dev/null'], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}
