/** The process that is abused: a function or `serve`, with the flags of an instance of 512 MiB. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../support/free-ports.ts';
import { resetPeak } from './process-memory.ts';
import { sha256 } from '../../support/sha256.ts';
import { peakBytes } from '../../support/process-usage.ts';

export type TargetName = 'updateImage' | 'imagePushed' | 'serve';

export interface Target {
  /** `http://127.0.0.1:PORT`. */
  readonly address: string;
  /** Of the HTTP API. */
  readonly key: string;
  /** Forgets the peak so far, and gives what is resident now, in MB. */
  readonly idle: () => Promise<number>;
  /** The most that was resident since, in MB; of a process that has ended the last that was seen. */
  readonly peak: () => number;
  /** Why it can answer nothing more; undefined while it runs. */
  readonly ended: () => string | undefined;
}

/** MiB of an instance, and of them what Google's images leave to the rest of the process. */
const MEMORY = 512;
const BESIDE = 64;
const POLL_MS = 20;
const START_MS = 30_000;

export interface TargetOptions {
  /** Of the workbench. */
  readonly folder: string;
  readonly name: TargetName;
  /** Address of a cluster. */
  readonly server: string;
  readonly signal: AbortSignal;
}

/** Runs it until `use` is done. @throws where it does not start. */
export async function withTarget<T>(
  { folder, name, server, signal }: TargetOptions,
  use: (target: Target) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const key = randomBytes(24).toString('hex');
  const config = {
    clusters: [{ name: 'bench', server }],
    callback: { keys: [{ name: 'bench', sha256: sha256(key) }] },
  };
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${MEMORY - BESIDE}`, ...programOf(folder, name, port)],
    {
      cwd: folder,
      env: { NODE_ENV: 'production', IMAGE_UPDATER_CONFIG: JSON.stringify(config) },
      stdio: 'ignore',
      signal,
    },
  );
  // Whoever waits for it hears of it.
  child.on('error', () => undefined);
  const gone = new Promise((resolve) => child.once('close', resolve));
  try {
    await answers(address, child, signal);
    return await use({ address, key, ...watched(child) });
  } finally {
    child.kill('SIGKILL');
    await gone;
  }
}

/** As `npm start` and the image of `serve` run them, but from the workbench. */
function programOf(folder: string, name: TargetName, port: number): readonly string[] {
  if (name === 'serve')
    return [path.join(folder, 'lib/cli/main.js'), 'serve', '--host', '127.0.0.1', '--port', String(port)];
  return [
    path.join(folder, 'node_modules/@google-cloud/functions-framework/build/src/main.js'),
    `--source=${path.join(folder, 'functions/index.js')}`,
    `--target=${name}`,
    `--port=${port}`,
  ];
}

function watched(child: ChildProcess): Pick<Target, 'idle' | 'peak' | 'ended'> {
  const pid = child.pid ?? 0;
  let seen = 0;
  const poll = (): number => (seen = Math.max(seen, (peakBytes(pid) ?? 0) / 1e6));
  const timer = setInterval(poll, POLL_MS);
  child.once('exit', () => clearInterval(timer));
  return {
    idle: async () => {
      // What the event still does after its answer.
      await delay(300);
      resetPeak(pid);
      seen = 0;
      return poll();
    },
    peak: poll,
    ended: () => {
      if (child.exitCode === null && child.signalCode === null) return undefined;
      return `the process ended (${child.signalCode ?? child.exitCode})`;
    },
  };
}

async function answers(address: string, child: ChildProcess, signal: AbortSignal): Promise<void> {
  const end = performance.now() + START_MS;
  while (!(await isAnswering(address))) {
    signal.throwIfAborted();
    if (child.exitCode !== null || child.signalCode !== null || performance.now() > end)
      throw new Error(`expected ${child.spawnargs.slice(1).join(' ')} to answer, got nothing`);
    await delay(POLL_MS);
  }
}

function isAnswering(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(`${address}/health`, { agent: false }, (response) => {
      response.resume().on('end', () => resolve(true));
    }).on('error', () => resolve(false));
  });
}
