/** Somebody who follows a page in an empty folder: each line of its shell blocks, in their order, in one shell. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Environment } from '../../lib/core/environment.ts';
import { compileCache } from '../support/compile-cache.ts';
import { ROOT } from '../support/project-root.ts';
import { runProgram } from '../support/run-program.ts';
import { inFolder } from '../support/temporary-folder.ts';
import { State, type Run } from './fakes/state.ts';
import type { Journey } from './journeys.ts';

const PROGRAMS = ['curl', 'docker', 'gcloud', 'git', 'kubectl', 'npm', 'npx', 'terraform'];
/** Where nothing is faked. */
const SYSTEM = ['/usr/bin', '/bin'];

export interface Following {
  /** Lines of the shell that stand for what the page takes for granted. */
  readonly given?: readonly string[];
  readonly environment?: Environment;
  /** Names that are there before, as the fakes keep them. */
  readonly there?: Readonly<Record<string, readonly string[]>>;
}

export interface Followed {
  /** That of the first command that failed, or 0. */
  readonly code: number | undefined;
  /** What went wrong, after the line of the shell at which it did. */
  readonly stderr: string;
  readonly stdout: string;
  readonly runs: readonly Run[];
  readonly state: State;
}

/** Follows the blocks of a journey, and tells `look` what came of it, while its folder is there. */
export function follow(
  { blocks, given }: Pick<Journey, 'blocks' | 'given'>,
  following: Following,
  look: Look,
): Promise<void> {
  const lines = blocks.map(({ line, text }) => `: line ${line}\n${text}`);
  return followLines(lines, { ...following, given: [...(following.given ?? []), ...given] }, look);
}

/** What came of it, while its folder is there. */
export type Look = (followed: Followed) => Promise<void> | void;

/** The same with lines of a shell that a command prints. */
export function followLines(lines: readonly string[], following: Following, look: Look): Promise<void> {
  const { given = [], environment = {}, there = {} } = following;
  return inFolder(async (home) => {
    const folder = async (name: string): Promise<string> => {
      await mkdir(path.join(home.path, name));
      return path.join(home.path, name);
    };
    const [bin, fakes, empty] = [await folder('bin'), await folder('fakes'), await folder('empty')];
    for (const program of [...PROGRAMS, ...standIns()]) await writeProgram(path.join(bin, program), program);
    const state = new State(fakes);
    for (const [type, names] of Object.entries(there)) state.add(type, ...names);
    const env = { ...compileCache(), ...environment, PATH: [bin, ...SYSTEM].join(':'), HOME: home.path, FAKES: fakes };
    const { code, stdout, stderr } = await runProgram(
      'bash',
      ['--norc', '--noprofile', '-euxo', 'pipefail', '-c', [...given, ...lines].join('\n')],
      { cwd: empty, environment: env },
    );
    await look({ code, stdout, stderr, runs: state.runs(), state });
  });
}

/** The real jq reads its program; where none is installed, one that prints what it reads. */
function standIns(): readonly string[] {
  return SYSTEM.some((folder) => existsSync(path.join(folder, 'jq'))) ? [] : ['jq'];
}

/** Node and the fakes by their full paths: nothing else of this machine is on the PATH. */
async function writeProgram(file: string, program: string): Promise<void> {
  const main = path.join(ROOT, 'test/readme/fakes/main.ts');
  await writeFile(file, `#!/bin/sh\nexec '${process.execPath}' '${main}' ${program} "$@"\n`);
  await chmod(file, 0o755);
}

/** Asserts that no step failed; says at which one it ended. */
export function assertThrough({ code, stderr }: Followed): void {
  assert.equal(code, 0, stderr.split('\n').slice(-12).join('\n'));
}
