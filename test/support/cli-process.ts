/** A command of ours as a process. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';

/** One whose outputs are read. */
export type Command = ChildProcess & { readonly stdout: Readable; readonly stderr: Readable };

/** How it ended, and all that it wrote. */
export async function endOf(child: Command) {
  const ended = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await ended;
  return { code: child.exitCode, stdout, stderr };
}
