/** Builds the programs with the Go toolchain: into a folder beside the wanted one, renamed when all are there. */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { keep, type Keeper } from '../../keeper.ts';
import { LINKER_FLAGS, PARTS, type Part } from './parts.ts';

/** What a build needs to know. */
export interface BuildOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Called with one line of text when a part begins, and every quarter of a minute while it is built. */
  readonly onProgress: (line: string) => void;
}

const PROGRESS_INTERVAL_MS = 15_000;
const LOG_LINES = 30;

/**
 * Builds all parts into `folder`, which either is complete afterwards or was not made. Two builds at once both do
 * the work; the one that ends first is kept.
 */
export async function buildInto(folder: string, { environment, onProgress }: BuildOptions): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true });
  const keeper = keep(`${folder}.building-${randomUUID()}`);
  try {
    const started = Date.now();
    for (const [index, part] of PARTS.entries()) {
      const say = () => {
        onProgress(`building ${part.name} (${index + 1} of ${PARTS.length}), ${elapsed(started)}`);
      };
      say();
      const timer = setInterval(say, PROGRESS_INTERVAL_MS);
      await build(part, keeper, environment).finally(() => {
        clearInterval(timer);
      });
    }
    onProgress(`built in ${elapsed(started)}: ${folder}`);
    await moveIntoPlace(path.join(keeper.folder, 'bin'), folder);
  } finally {
    await keeper.end();
  }
}

async function build(part: Part, keeper: Keeper, environment: NodeJS.ProcessEnv): Promise<void> {
  // Go's own temporary files go where they are removed too when the build is interrupted.
  const temporary = path.join(keeper.folder, 'tmp');
  await mkdir(temporary, { recursive: true });
  const output = path.join(keeper.folder, 'bin', part.name);
  const go = await keeper.run(part.name, {
    file: 'go',
    arguments: ['build', '-ldflags', LINKER_FLAGS, '-o', output, part.package],
    folder: part.module,
    environment: { ...environment, CGO_ENABLED: '0', GOTMPDIR: temporary, GOWORK: 'off' },
  });
  const code = await go.ended;
  if (code === 0) return;
  const lines = go.log().trimEnd().split('\n').slice(-LOG_LINES).join('\n');
  throw new Error(`go build of ${part.package} ended with ${code}; the end of what it wrote:\n${lines}`);
}

/** Another build may have been there first: then its result is as good. */
async function moveIntoPlace(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    const there = await stat(to).catch(() => undefined);
    if (there === undefined) throw error;
    await rm(from, { recursive: true });
  }
}

function elapsed(since: number): string {
  const seconds = Math.round((Date.now() - since) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
