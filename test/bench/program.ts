/** A process that is measured: started, asked, and ended by its id. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A program in `programs/`, running and ready. */
export interface Program {
  /** `http://127.0.0.1:PORT`; empty where it does not listen. */
  readonly address: string;
  /** One question at a time; the programs say which they answer. */
  readonly ask: (question: string) => Promise<number>;
  /** Resolves once the process is gone. */
  readonly stop: () => Promise<void>;
}

export interface StartOptions {
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Ends the process. */
  readonly signal: AbortSignal;
}

/** Starts a file of JavaScript in a process of its own and waits until it is ready; it inherits no environment. */
export async function startProgram(file: string, options: StartOptions): Promise<Program> {
  const child = fork(file, options.arguments ?? [], {
    env: { NODE_ENV: 'production', ...options.environment },
    execArgv: [],
    signal: options.signal,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // Who waits for it hears of an error; a process that the signal ends has nobody waiting at times.
  child.on('error', () => undefined);
  const address = await nextMessage(child, file);
  return {
    address: String(address),
    ask: async (question) => {
      child.send(question);
      const answer = Number(await nextMessage(child, file));
      if (!Number.isFinite(answer)) throw new Error(`${file} does not know its ${question}`);
      return answer;
    },
    stop: () => stop(child),
  };
}

/** Rejects where the process ends instead. */
async function nextMessage(child: ChildProcess, file: string): Promise<unknown> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const ended = once(child, 'exit', { signal }).then(() => Promise.reject(new Error(`${file} ended`)));
  try {
    const message: unknown[] = await Promise.race([once(child, 'message', { signal }), ended]);
    return message[0];
  } finally {
    waiting.abort();
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill();
  await gone;
}
