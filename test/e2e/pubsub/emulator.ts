/** Google's Pub/Sub emulator as a process on 127.0.0.1. All that it knows it keeps in memory. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keep, type KeptProcess } from '../../support/keeper.ts';
import { startReady } from '../../support/ready.ts';
import { freePort } from '../../support/free-ports.ts';
import type { FoundEmulator } from './find-emulator.ts';

export interface Emulator {
  /** `127.0.0.1:PORT`, as `PUBSUB_EMULATOR_HOST` has it; the same after a restart. */
  readonly host: string;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly pid: () => number;
  /** Ends it at once, as a crash does: nobody listens on its port, and all that it knew is gone. */
  readonly stop: () => Promise<void>;
  /** Starts it again on the same port, after `stop` or in place of the one that runs: it knows nothing. */
  readonly restart: () => Promise<void>;
  /** Ends it for good, and removes what it has written. */
  readonly end: () => Promise<void>;
}

/** Resolves once it answers. It ends with this process, in whatever way that ends. */
export async function startEmulator({ jar, java }: FoundEmulator): Promise<Emulator> {
  const keeper = keep(await mkdtemp(path.join(tmpdir(), 'pubsub-emulator-')));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const start = (): Promise<KeptProcess> =>
    startReady(keeper, 'emulator', { file: java, arguments: javaArguments(jar, port) }, () => answers(url));
  let running = await start();
  const stop = (): Promise<void> => running.kill();
  return {
    host: `127.0.0.1:${port}`,
    url,
    pid: () => running.pid,
    stop,
    restart: async () => {
      await stop();
      running = await start();
    },
    end: () => keeper.end(),
  };
}

/** With the emulator's own default, `[::1]`, its REST interface answers 503. */
function javaArguments(jar: string, port: number): readonly string[] {
  return ['-Xmx512m', '-jar', jar, '--host=127.0.0.1', `--port=${port}`];
}

/** It says so under `/` before it knows of Pub/Sub: a list of topics is what counts. */
async function answers(url: string): Promise<boolean> {
  const { status } = await fetch(`${url}/v1/projects/any-project/topics`);
  return status === 200;
}
