/** Runs a script of the tests as a process of its own, which says in one line of JSON what it has started. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { memberAt, isList, readJson } from '../../../lib/sandbox/json.ts';
import { isRunning } from '../../support/is-running.ts';

/** What the script has started. */
export interface Started {
  readonly script: ChildProcess;
  readonly pids: readonly number[];
  readonly folder: string;
}

const POLL_MS = 25;

/** The script is one of this folder; resolves when it has said its line, and rejects where it ends before that. */
export async function runScript(name: string, environment: NodeJS.ProcessEnv): Promise<Started> {
  const script = spawn(process.execPath, [path.join(import.meta.dirname, name)], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let line = '';
  for await (line of createInterface(script.stdout)) break;
  const said = readJson(line);
  const pids = memberAt(said, ['pids']);
  const folder = memberAt(said, ['folder']);
  if (!isList(pids) || typeof folder !== 'string') throw new Error(`${name} said ${line}`);
  return { script, pids: pids.map(Number), folder };
}

/** Resolves when the script has ended. */
export async function ended({ script }: Started): Promise<void> {
  if (script.exitCode === null && script.signalCode === null) await once(script, 'exit');
}

/** Resolves when nothing of it is left; the test's own time limit is for what stays. */
export async function gone({ pids, folder }: Pick<Started, 'folder' | 'pids'>): Promise<void> {
  while (pids.some(isRunning) || existsSync(folder)) await sleep(POLL_MS);
}
