/** Starts a component and waits until it serves. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command, Keeper, KeptProcess } from './keeper.ts';

const READY_WITHIN_MS = 60_000;
const POLL_MS = 25;
const LOG_LINES = 30;

/**
 * Resolves once `isReady` does to true; it may reject as long as nothing answers. Rejects with the end of the log
 * where the component ends before that, or takes too long.
 */
export async function startReady(
  keeper: Keeper,
  name: string,
  command: Command,
  isReady: () => Promise<boolean>,
): Promise<KeptProcess> {
  const component = await keeper.run(name, command);
  const deadline = Date.now() + READY_WITHIN_MS;
  const failure = (what: string) =>
    new Error(`${name} ${what}; the end of its log:\n${lastLines(component.log())}`);
  while (!(await isReady().catch(() => false))) {
    if (!component.running()) throw failure(`ended with ${await component.ended}`);
    if (Date.now() > deadline) throw failure(`was not ready within ${READY_WITHIN_MS / 1000} s`);
    await sleep(POLL_MS);
  }
  // What answered may have been another one that had taken the port.
  if (!component.running()) throw failure(`ended with ${await component.ended}`);
  return component;
}

function lastLines(log: string): string {
  return log.trimEnd().split('\n').slice(-LOG_LINES).join('\n');
}
