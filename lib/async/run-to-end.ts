/**
 * Runs a program to its end, or ends it with everything that it started: what prints credentials is often a script around
 * another program.
 */
import { spawn } from 'node:child_process';
import type { Environment } from '../core/environment.ts';

export interface ProgramRun {
  readonly program: string;
  readonly args: readonly string[];
  /** What it reads on standard input. */
  readonly input?: string;
  readonly environment: Environment;
  /** The time limit, in milliseconds. */
  readonly limitMs: number;
  /** The maximum size of standard output, and of standard error. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/** How it ended. */
export type ProgramEnd =
  /** `by` is its exit code, or the name of a signal. */
  | { readonly is: 'ended'; readonly by: number | string; readonly stdout: string; readonly stderr: string }
  | { readonly is: 'not-run'; readonly code: string }
  | { readonly is: 'too-long' | 'timeout' | 'aborted' };

// A process group of its own, which can be ended as a whole. Windows has none.
const HAS_GROUP = process.platform !== 'win32';

/** Never waits beyond its limit, or after the signal aborts. */
export async function runToEnd(run: ProgramRun): Promise<ProgramEnd> {
  const { program, args, input = '', environment, limitMs, maxBytes, signal } = run;
  if (signal?.aborted === true) return { is: 'aborted' };
  const { promise, resolve } = Promise.withResolvers<ProgramEnd>();
  const child = spawn(program, args, { env: environment, detached: HAS_GROUP, stdio: 'pipe' });
  const tooLong = (): void => resolve({ is: 'too-long' });
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => collect(stream, maxBytes, tooLong));
  child.on('error', (error) => resolve({ is: 'not-run', code: String(Reflect.get(error, 'code')) }));
  child.on('close', (code, by) =>
    resolve({ is: 'ended', by: code ?? String(by), stdout: stdout?.() ?? '', stderr: stderr?.() ?? '' }),
  );
  // A program that does not read its input closes it.
  child.stdin.on('error', () => undefined).end(input);
  const timer = setTimeout(() => resolve({ is: 'timeout' }), limitMs);
  const abort = (): void => resolve({ is: 'aborted' });
  signal?.addEventListener('abort', abort);
  try {
    const end = await promise;
    if (end.is !== 'ended') killGroup(child.pid);
    return end;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

/** Gives the text so far. */
function collect(stream: NodeJS.ReadableStream, maxBytes: number, tooLong: () => void): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) tooLong();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString();
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(HAS_GROUP ? -pid : pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
