/** Programs that end: what they said, and how. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface Ran {
  /** Undefined where it was not there, or was killed. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** That of this process unless given. */
  readonly cwd?: string;
  /** Beside what this process has. */
  readonly env?: Readonly<Record<string, string>>;
  /** In place of what this process has. */
  readonly environment?: NodeJS.ProcessEnv;
  /** On standard input; nothing unless given. */
  readonly input?: string;
  /** After which it is killed; never unless given. */
  readonly timeoutMs?: number;
}

/** Never rejects: a program that cannot be started has no code. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env = {}, environment = process.env, input = '', timeoutMs }: RunOptions = {},
): Promise<Ran> {
  const child = spawn(program, args, {
    cwd,
    env: { ...environment, ...env },
    // Not `timeout`: its timer outlives a program that does not start.
    ...(timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(timeoutMs), killSignal: 'SIGKILL' }),
  });
  // A program that ends without reading its input is no fault of the test.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const ended = once(child, 'close').then(
    ([code]: readonly unknown[]) => (typeof code === 'number' ? code : undefined),
    () => undefined,
  );
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}
