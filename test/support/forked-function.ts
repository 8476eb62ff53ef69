/** The function in a process of its own, with an environment of its own, for as long as a test uses it. */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { DeliveryRequest } from '../../lib/core/event/shapes/request.ts';
import type { JsonObject } from '../../lib/core/text/json.ts';
import { compileCache } from './compile-cache.ts';
import { parsed } from './served-functions.ts';

export interface FunctionProcess {
  /** Delivers an event; the status of the answer, and what was logged of the event. */
  readonly deliver: (request: DeliveryRequest) => Promise<Delivered>;
  /** Lets time pass, for it alone. */
  readonly pass: (milliseconds: number) => Promise<void>;
}

export interface Delivered {
  readonly status: number;
  readonly entries: readonly JsonObject[];
}

export interface Ended<T> {
  readonly result: T;
  /** All that the process wrote. */
  readonly output: string;
}

const PROGRAM = path.join(import.meta.dirname, 'forked-function-program.ts');

/** Runs one while `use` runs; of this environment it inherits only the compile cache. */
export async function inProcess<T>(
  environment: Readonly<Record<string, string>>,
  use: (process: FunctionProcess) => Promise<T>,
): Promise<Ended<T>> {
  const env = { ...compileCache(), ...environment };
  const child = fork(PROGRAM, { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const { stdout, stderr } = child;
  assert.ok(stdout !== null && stderr !== null);
  const lines = linesOf(stdout);
  const written = Promise.all([lines.ended, text(stderr)]);
  try {
    const port = await toldBy(child, written);
    const result = await use({
      deliver: async ({ path: place, headers, body }) => {
        const from = lines.all.length;
        const url = `http://127.0.0.1:${String(port)}${place}`;
        const texts = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
        const { status } = await fetch(url, { method: 'POST', headers: texts, body: Buffer.from(body) });
        await lines.until((line) => line.includes('"Event '), from);
        return { status, entries: lines.all.slice(from).map(parsed) };
      },
      pass: async (milliseconds) => {
        child.send(milliseconds);
        await toldBy(child, written);
      },
    });
    return { result, output: await end(child, written) };
  } finally {
    await end(child, written);
  }
}

/** What it says next; fails with what it wrote where it ends instead. */
async function toldBy(child: ChildProcess, written: Promise<readonly string[]>): Promise<unknown> {
  const ended = written.then((texts) => assert.fail(`the function ended: ${texts.join('')}`));
  const message: unknown[] = await Promise.race([once(child, 'message'), ended]);
  return message[0];
}

async function end(child: ChildProcess, written: Promise<readonly string[]>): Promise<string> {
  child.kill();
  return (await written).join('');
}

interface Lines {
  readonly all: readonly string[];
  /** Waits for a line; one that never comes ends the test by its timeout. */
  readonly until: (isIt: (line: string) => boolean, from: number) => Promise<void>;
  readonly ended: Promise<string>;
}

/** The log: lines of JSON. */
function linesOf(stdout: NodeJS.ReadableStream): Lines {
  const all: string[] = [];
  const waiting = new Set<() => void>();
  let rest = '';
  stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const [last = '', ...before] = (rest + chunk).split('\n').toReversed();
    rest = last;
    all.push(...before.toReversed());
    for (const look of waiting) look();
  });
  const until: Lines['until'] = async (isIt, from) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      if (all.slice(from).some(isIt)) resolve();
    };
    waiting.add(look);
    look();
    await promise;
    waiting.delete(look);
  };
  const ended = once(stdout, 'end').then(() => [...all, rest].join('\n'));
  return { all, until, ended };
}
