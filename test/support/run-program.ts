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

export interface Place {
  readonly cwd: string;
  /** Beside what the process has. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Never rejects: a program that cannot be started has no code. */
export async function run(program: string, args: readonly string[], { cwd, env = {} }: Place): Promise<Ran> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close').then(
    ([code]: readonly unknown[]) => (typeof code === 'number' ? code : undefined),
    () => undefined,
  );
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}
