/** One build for all tests of a process: it takes longer than most of them. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildIn } from './workbench.ts';

let built: Promise<string> | undefined;

/** A folder for {@link withWorkbench}; it is removed when this process exits. */
export function sharedBuild(): Promise<string> {
  return (built ??= build());
}

async function build(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'image-updater-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await buildIn(folder, new AbortController().signal);
  return folder;
}
