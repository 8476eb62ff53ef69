/** Programs that Go builds, each pinned by the go.mod and go.sum of a folder. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { makeWhole } from './cache-folder.ts';
import { runKept, type Keeper } from './keeper.ts';

/** One program. */
export interface GoProgram {
  /** The name of its file. */
  readonly name: string;
  /** Folder with the go.mod and go.sum that pin it. */
  readonly module: string;
  /** Its Go package. */
  readonly package: string;
}

/** What a build needs to know. */
export interface BuildOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Called with one line of text when a program begins, and every quarter of a minute while it is built. */
  readonly onProgress: (line: string) => void;
}

/** What is built. */
export interface GoBuild {
  /** In the order in which they are built. */
  readonly programs: readonly GoProgram[];
  /** What `go build` hands to the linker. */
  readonly linkerFlags: string;
}

const PROGRESS_INTERVAL_MS = 15_000;
const run = promisify(execFile);

/** There is no Go that runs; the message says which of both. */
export class GoMissing extends Error {}

/** Builds all programs into `folder`, which either is complete afterwards or was not made. */
export async function buildInto(folder: string, build: GoBuild, options: BuildOptions): Promise<void> {
  const { onProgress, environment } = options;
  const started = Date.now();
  await makeWhole(folder, async (keeper) => {
    for (const [index, program] of build.programs.entries()) {
      const say = () => {
        onProgress(
          `building ${program.name} (${index + 1} of ${build.programs.length}), ${elapsed(started)}`,
        );
      };
      say();
      const timer = setInterval(say, PROGRESS_INTERVAL_MS);
      await buildProgram(program, build.linkerFlags, keeper, environment).finally(() => {
        clearInterval(timer);
      });
    }
    return path.join(keeper.folder, 'bin');
  });
  onProgress(`built in ${elapsed(started)}: ${folder}`);
}

async function buildProgram(
  program: GoProgram,
  linkerFlags: string,
  keeper: Keeper,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  // Go's own temporary files go where they are removed too when the build is interrupted.
  const temporary = path.join(keeper.folder, 'tmp');
  await mkdir(temporary, { recursive: true });
  const output = path.join(keeper.folder, 'bin', program.name);
  await runKept(keeper, {
    file: 'go',
    arguments: ['build', '-ldflags', linkerFlags, '-o', output, program.package],
    folder: program.module,
    environment: { ...environment, CGO_ENABLED: '0', GOTMPDIR: temporary, GOWORK: 'off' },
  });
}

/**
 * Changes with everything that goes into a build: the modules, the flags, Go and the platform. Rejects with `GoMissing`
 * where there is no Go.
 */
export async function buildKey(build: GoBuild, environment: NodeJS.ProcessEnv): Promise<string> {
  const modules = [...new Set(build.programs.map(({ module }) => module))];
  const hash = createHash('sha256')
    .update(await goVersion(modules[0], environment))
    .update(build.linkerFlags);
  for (const folder of modules) {
    for (const name of ['go.mod', 'go.sum']) hash.update(await readFile(path.join(folder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Asked inside the module, whose go.mod may call for a newer Go than the installed one. */
async function goVersion(cwd: string | undefined, environment: NodeJS.ProcessEnv): Promise<string> {
  try {
    const { stdout } = await run('go', ['env', 'GOVERSION', 'GOOS', 'GOARCH'], { cwd, env: environment });
    return stdout;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const what = missing ? 'there is no Go on the PATH' : `Go does not run: ${String(error)}`;
    throw new GoMissing(what, { cause: error });
  }
}

function elapsed(since: number): string {
  const seconds = Math.round((Date.now() - since) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
