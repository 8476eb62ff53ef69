/** What answers by the OpenAPI document: `serve`, and the function `updateImage` in functions-framework. */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { productionWorkloads, stagingWorkloads } from '../../../lib/cli/demo/demo-workloads.ts';
import { startSandbox } from '../../../lib/sandbox/start-sandbox.ts';
import { serviceConfig, withService } from '../../support/serve-process.ts';

/** Serves while `use` runs, which gets the address. */
type Serve = <T>(use: (url: string) => Promise<T>) => Promise<T>;

/** By their names. */
export const TARGETS = {
  serve: (use) => withService(({ url }) => use(url), workloads()),
  updateImage: withFunction,
} as const satisfies Readonly<Record<string, Serve>>;

const PROGRAM = path.join(import.meta.dirname, 'function-program.ts');

async function withFunction<T>(use: (url: string) => Promise<T>): Promise<T> {
  const sandbox = await startSandbox({ objects: workloads() });
  const env = { ...process.env, IMAGE_UPDATER_CONFIG: serviceConfig(sandbox) };
  const child = fork(PROGRAM, { env, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  try {
    const [port]: unknown[] = await Promise.race([once(child, 'message'), ended.then(() => [])]);
    assert.ok(typeof port === 'number', 'the function ended before it listened');
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    child.kill('SIGTERM');
    await ended;
    await sandbox.close();
  }
}

/** One answer of each kind to a push of the image that they run; kinds of the configuration are not served. */
function workloads() {
  const all = [...productionWorkloads(Date.now()), ...stagingWorkloads()];
  return all.filter(({ kind }) => kind !== 'Rollout');
}
