/** Processes and a folder that do not outlive this process, however it ends: keeper.sh sees to that. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';

const LOG_LINES = 30;

/** What to run. */
export interface Command {
  readonly file: string;
  readonly arguments: readonly string[];
  /** This process's own unless given. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Where it runs; the kept folder unless given. */
  readonly folder?: string;
}

/** A process that a keeper watches over. */
export interface KeptProcess {
  readonly pid: number;
  /** How it ended: its exit code, or the name of the signal. */
  readonly ended: Promise<number | string>;
  running(): boolean;
  /** What it has written so far, on both outputs. */
  log(): string;
  /** Ends it at once (SIGKILL) and resolves when it is gone. */
  kill(): Promise<void>;
}

/** Watches over one folder and the processes that were started through it. */
export interface Keeper {
  readonly folder: string;
  /** Starts a process whose outputs go to `NAME.log` in the folder. Rejects where there is no such file to run. */
  run(name: string, command: Command): Promise<KeptProcess>;
  /** Ends what still runs and removes the folder. */
  end(): Promise<void>;
}

/** Takes a folder over; makes it where it is missing. */
export function keep(folder: string): Keeper {
  mkdirSync(folder, { recursive: true });
  // A session of its own: Ctrl-C in the terminal reaches this process, and must not reach the keeper.
  const shell = spawn('sh', [path.join(import.meta.dirname, 'keeper.sh'), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const shellEnded = once(shell, 'exit');
  // Where the keeper is gone, writing to it fails; `end` says so.
  shell.stdin.on('error', () => undefined);
  shell.unref();
  const ends: (() => Promise<unknown>)[] = [];
  return {
    folder,
    run: async (name, command) => {
      const child = spawnLogged(folder, name, command);
      const { pid } = child;
      if (pid === undefined) {
        await once(child, 'spawn');
        throw new Error(`${command.file} was not started`);
      }
      shell.stdin.write(`+${pid}\n`);
      child.once('exit', () => shell.stdin.writable && shell.stdin.write(`-${pid}\n`));
      const kept = keptProcess(child, pid, path.join(folder, `${name}.log`));
      ends.push(() => {
        child.ref();
        return kept.ended;
      });
      return kept;
    },
    end: async () => {
      shell.ref();
      shell.stdin.end();
      await shellEnded;
      if (shell.exitCode !== 0) throw new Error(`${folder} could not be removed`);
      await Promise.all(ends.map((end) => end()));
    },
  };
}

/** Runs a process to its end; rejects with the end of what it wrote where it fails. */
export async function runKept(keeper: Keeper, command: Command): Promise<void> {
  const started = await keeper.run(path.basename(command.file), command);
  const code = await started.ended;
  if (code === 0) return;
  const lines = started.log().trimEnd().split('\n').slice(-LOG_LINES).join('\n');
  const shown = [command.file, ...command.arguments].join(' ');
  throw new Error(`${shown} ended with ${code}; the end of what it wrote:\n${lines}`);
}

/** The process leads a group of its own, so that its children end with it. */
function spawnLogged(folder: string, name: string, command: Command): ChildProcess {
  const log = openSync(path.join(folder, `${name}.log`), 'a');
  const child = spawn(command.file, command.arguments, {
    cwd: command.folder ?? folder,
    detached: true,
    env: command.environment ?? process.env,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  return child;
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself, and this process hears of it next.
  }
}

function keptProcess(child: ChildProcess, pid: number, logFile: string): KeptProcess {
  const running = () => child.exitCode === null && child.signalCode === null;
  const ended = once(child, 'exit').then(() => child.exitCode ?? child.signalCode ?? 'unknown');
  return {
    pid,
    ended,
    running,
    log: () => readFileSync(logFile, 'utf8'),
    kill: async () => {
      child.ref();
      if (running()) killGroup(pid);
      await ended;
    },
  };
}
