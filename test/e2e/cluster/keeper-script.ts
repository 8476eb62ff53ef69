/** Keeps two processes and a folder, says so, and then ends in the way that `END` names. */
import { keep } from '../../support/keeper.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const keeper = keep(mkdtempSync(path.join(tmpdir(), 'image-updater-keeper-')));
const sleeps = ['first', 'second', 'third'].map((name) =>
  keeper.run(name, { file: 'sh', arguments: ['-c', 'sleep 600 & wait'] }),
);
const processes = await Promise.all(sleeps);
await processes[1]?.kill();
process.stdout.write(`${JSON.stringify({ pids: processes.map(({ pid }) => pid), folder: keeper.folder })}\n`);

const ENDS: Readonly<Record<string, () => Promise<unknown>>> = {
  'a signal': () => sleep(600_000),
  'an exception': () => Promise.reject(new Error('as the test wants it')),
  'its exit': () => Promise.resolve(process.exit(0)),
  'nothing left to do': () => Promise.resolve(),
};
await ENDS[process.env['END'] ?? '']?.();
