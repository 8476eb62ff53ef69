/** schemathesis at the versions of requirements.txt: installed once, into a virtual environment of the cache. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../support/cache-folder.ts';
import { runProgram } from '../../support/run-program.ts';

const REQUIREMENTS = path.join(import.meta.dirname, 'requirements.txt');
const PIP = ['-m', 'pip', 'install', '--disable-pip-version-check', '--quiet', '--require-hashes'];

/** The program and its first arguments. Rejects with a message for people where it cannot be installed. */
export async function installSchemathesis(
  environment: NodeJS.ProcessEnv,
  onProgress: (line: string) => void,
): Promise<readonly [string, ...string[]]> {
  const { code, stdout, stderr } = await runProgram('python3', ['-VV'], { environment });
  if (code !== 0) throw new Error(`expected Python 3.11 or newer as python3, got none that runs\n${stderr}`);
  const key = createHash('sha256').update(`${stdout}${process.platform} ${process.arch}\n`);
  key.update(await readFile(REQUIREMENTS));
  const folder = path.join(cacheFolder(environment), `schemathesis-${key.digest('hex').slice(0, 16)}`);
  if (!existsSync(folder)) {
    onProgress(`Python installs schemathesis, once, into ${folder}`);
    await installInto(folder, environment);
  }
  return [path.join(folder, 'bin', 'python'), '-m', 'schemathesis.cli'];
}

/** The folder is there once it is complete. Its scripts name the folder that it was made in: modules are run instead. */
async function installInto(folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true });
  const made = await mkdtemp(`${folder}.making-`);
  try {
    await run('python3', ['-m', 'venv', made], environment);
    await run(path.join(made, 'bin', 'python'), [...PIP, '-r', REQUIREMENTS], environment);
    // Another run may have been first: its result is as good.
    await rename(made, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

async function run(program: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  const { code, stdout, stderr } = await runProgram(program, args, { environment });
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${code}\n${stdout}${stderr}`);
}
