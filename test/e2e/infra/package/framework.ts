/** functions-framework as it runs in production: from a folder, with the old space that an instance's memory leaves. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../../support/free-ports.ts';
import { peakBytes } from '../../../support/process-usage.ts';

/** What Google's images leave to the rest of a process, in MiB. */
const BESIDE = 64;

export interface Running {
  readonly url: string;
  /** From the start of the process to the first answer, in milliseconds. */
  readonly startMs: number;
  /** The highest resident memory so far, in MiB; undefined where the system does not tell it. */
  readonly peak: () => number | undefined;
}

/** Runs it until `use` is done. `first` is what is sent until somebody answers. */
export async function withFramework<T>(
  options: {
    readonly folder: string;
    readonly target: string;
    /** `configuration.json` unless given. */
    readonly configuration?: string;
    /** Of the instance, in MiB. */
    readonly memory: number;
    readonly first: (url: string) => Promise<number>;
    readonly expected: number;
  },
  use: (running: Running) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const begin = performance.now();
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${options.memory - BESIDE}`,
      'node_modules/@google-cloud/functions-framework/build/src/main.js',
      `--target=${options.target}`,
      `--port=${port}`,
    ],
    {
      cwd: options.folder,
      env: {
        PATH: process.env['PATH'],
        HOME: options.folder,
        NODE_ENV: 'production',
        IMAGE_UPDATER_CONFIG_FILE: options.configuration ?? 'configuration.json',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  try {
    const status = await answered(() => options.first(url), ended);
    if (status !== options.expected) throw new Error(`the function answered ${status}`);
    const startMs = performance.now() - begin;
    return await use({ url, startMs, peak: () => mebibytes(peakBytes(child.pid)) });
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

/** Asks until somebody is there to answer, or the process is gone. */
async function answered(ask: () => Promise<number>, ended: Promise<unknown>): Promise<number> {
  let isOver = false;
  void ended.then(() => (isOver = true));
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (isOver) throw error;
      await delay(2);
    }
  }
}

function mebibytes(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : bytes / 1024 ** 2;
}
