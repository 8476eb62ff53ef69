/** Any version of Node, as the npm registry has it for this platform: no install script, checked by its integrity. */
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { valid } from 'semver';
import { makeWhole } from '../support/cache-folder.ts';
import { runProgram } from '../support/run-program.ts';

export interface NodeOptions {
  /** All three numbers: `22.19.0`. */
  readonly version: string;
  /** Where versions are kept. */
  readonly cache: string;
  /** Installs a package with its version into a folder that is there; rejects where it cannot. */
  readonly install?: (folder: string, specifier: string) => Promise<void>;
  readonly onProgress?: (line: string) => void;
}

/** The folder with the program `node` of this version; downloads it where the cache has none. */
export async function nodeFolder({
  version,
  cache,
  install = npmInstall,
  onProgress,
}: NodeOptions): Promise<string> {
  if (valid(version) !== version) throw new Error(`expected a version of Node as 22.19.0, got ${version}`);
  const name = `node-${process.platform}-${process.arch}`;
  const kept = path.join(cache, 'node', `${version}-${process.platform}-${process.arch}`);
  if (await isProgram(path.join(kept, 'node'))) return kept;
  onProgress?.(`npm installs ${name}@${version}, once, into ${kept}`);
  await makeWhole(kept, async ({ folder }) => {
    await install(folder, `${name}@${version}`);
    const bin = path.join(folder, 'node_modules', name, 'bin');
    if (await isProgram(path.join(bin, 'node'))) return bin;
    throw new Error(`expected bin/node in ${name}@${version}, got none that can be run`);
  });
  return kept;
}

function isProgram(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function npmInstall(folder: string, specifier: string): Promise<void> {
  const options = ['--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  const { code, stderr } = await runProgram('npm', ['install', ...options, specifier], { cwd: folder });
  if (code !== 0) throw new Error(`npm cannot install ${specifier}:\n${stderr}`);
}
