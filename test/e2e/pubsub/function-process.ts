/**
 * A function under functions-framework, in a process of its own, as the platform starts it: the framework's own program
 * loads `functions/index.ts`. It can be ended and killed, and started again on its port.
 */
import path from 'node:path';
import type { Environment } from '../../../lib/core/environment.ts';
import { isObject, parseJson, type JsonObject } from '../../../lib/core/text/json.ts';
import { freePort } from '../../support/free-ports.ts';
import type { Keeper, KeptProcess } from '../../support/keeper.ts';
import { startReady } from '../../support/ready.ts';
import { ROOT } from '../../support/project-root.ts';

export interface FunctionOptions {
  /** It gets this and the PATH, and nothing else of this environment. */
  readonly environment: Environment;
}

export interface FunctionProcess {
  /** `http://127.0.0.1:PORT`, the same whenever it runs. */
  readonly url: string;
  readonly pid: () => number;
  /** All log entries so far, of all its lives. */
  readonly entries: () => readonly JsonObject[];
  /** Whatever it wrote, for the person who looks for a fault. */
  readonly output: () => string;
  /** Kills it (`SIGKILL`), in the middle of whatever it does. */
  readonly kill: () => Promise<void>;
  /** `SIGTERM`, as the platform ends it; how it ended. */
  readonly terminate: () => Promise<number | string>;
  /** Starts it again on its port; resolves once it answers. */
  readonly start: () => Promise<void>;
}

const SOURCE = path.join(ROOT, 'functions/index.ts');
const FRAMEWORK = path.join(ROOT, 'node_modules/.bin/functions-framework');

/** Resolves once it answers. It ends with the keeper; its log is `imagePushed-PORT.log` in the kept folder. */
export async function startFunction(keeper: Keeper, options: FunctionOptions): Promise<FunctionProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const command = {
    file: process.execPath,
    arguments: [FRAMEWORK, `--source=${SOURCE}`, '--target=imagePushed', `--port=${port}`],
    environment: { PATH: process.env['PATH'], HOME: keeper.folder, ...options.environment },
    folder: ROOT,
  };
  const start = (): Promise<KeptProcess> =>
    startReady(keeper, `imagePushed-${port}`, command, async () => (await fetch(url)).status === 405);
  let running = await start();
  return {
    url,
    pid: () => running.pid,
    entries: () => entriesIn(running.log()),
    output: () => running.log(),
    kill: () => running.kill(),
    terminate: () => {
      process.kill(running.pid, 'SIGTERM');
      return running.ended;
    },
    start: async () => {
      running = await start();
    },
  };
}

/** The framework says where it serves in lines of its own: those are no JSON. */
function entriesIn(log: string): readonly JsonObject[] {
  // A line that is only half written has no end yet.
  const whole = log.slice(0, log.lastIndexOf('\n') + 1);
  return whole.split('\n').map(parseJson).filter(isObject);
}
