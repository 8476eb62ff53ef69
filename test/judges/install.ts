/** Where the tools come from: installed or built once into the cache, at the versions that `tools/` pins. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder, makeWhole } from '../support/cache-folder.ts';
import { runProgram } from '../support/run-program.ts';
import { buildInto, buildKey, type BuildOptions } from '../support/go-build.ts';
import { runKept, type Keeper } from '../support/keeper.ts';
import type { GoTool, InstalledTool, PythonTool, Tool } from './judge.ts';

/** A tool that runs. */
export interface Installed {
  readonly version: string;
  /** Program and first arguments. */
  readonly command: readonly [string, ...string[]];
}

/** Rejects with a message for people where a tool cannot be had. */
export type Install = (tool: Tool) => Promise<Installed>;

const TOOLS = path.join(import.meta.dirname, 'tools');
const PYTHON_FILES = ['requirements.txt'];
const NPM_FILES = ['package.json', 'package-lock.json', '.npmrc'];

/** Installs each source of tools once. */
export function installer(options: BuildOptions): Install {
  const sources = new Map<string, Promise<string>>();
  const once = (source: string, install: () => Promise<string>): Promise<string> => {
    const folder = sources.get(source) ?? install();
    sources.set(source, folder);
    return folder;
  };
  const install: Install = async (tool) => {
    const version = await pinnedVersion(tool);
    switch (tool.from) {
      case 'npm': {
        const folder = await once('npm', () => installNpm(options));
        return {
          version,
          command: [process.execPath, path.join(folder, 'node_modules/.bin', tool.program)],
        };
      }
      case 'PyPI': {
        const folder = await once('PyPI', () => installPython(options));
        return { version, command: pythonCommand(folder, tool) };
      }
      case 'Go': {
        const folder = await once(tool.program, () => buildGo(tool, options));
        return { version, command: [path.join(folder, tool.program)] };
      }
      case 'project': {
        await install(tool.runs);
        return { version, command: [process.execPath, path.join(import.meta.dirname, tool.program)] };
      }
    }
  };
  return install;
}

/** The version that is pinned. */
export async function pinnedVersion(tool: Tool): Promise<string> {
  const pinned = tool.from === 'project' ? tool.runs : tool;
  const { file, before } = locatePin(pinned);
  const text = `\n${await readFile(path.join(import.meta.dirname, file), 'utf8')}`;
  const start = text.indexOf(before);
  const [version = ''] = start === -1 ? [] : text.slice(start + before.length).split(/[\s"]/, 1);
  if (version === '') throw new Error(`expected a version of ${pinned.package} in ${file}, got none`);
  return version;
}

/** The file, from this folder, and what is written right before the version in it. */
function locatePin(tool: InstalledTool): { readonly file: string; readonly before: string } {
  switch (tool.from) {
    case 'npm':
      return { file: 'tools/npm/package.json', before: `"${tool.package}": "` };
    case 'PyPI':
      return { file: 'tools/python/requirements.txt', before: `\n${tool.package}==` };
    case 'Go':
      return { file: `tools/go/${tool.program}/go.mod`, before: `\t${tool.module} v` };
  }
}

async function installNpm({ environment, onProgress }: BuildOptions): Promise<string> {
  return installed({ source: 'npm', files: NPM_FILES, by: '' }, environment, async (keeper) => {
    onProgress('installing the tools of the npm registry');
    const folder = path.join(keeper.folder, 'made');
    await mkdir(folder);
    for (const name of NPM_FILES) await copyFile(path.join(TOOLS, 'npm', name), path.join(folder, name));
    await runKept(keeper, { file: 'npm', arguments: ['ci', '--ignore-scripts'], folder, environment });
    return folder;
  });
}

async function installPython({ environment, onProgress }: BuildOptions): Promise<string> {
  // A virtual environment is of one version of Python.
  const { code, stdout, stderr } = await runProgram('python3', ['-VV'], { environment });
  if (code !== 0) throw new Error(`expected Python 3.11 or newer as python3, got none that runs\n${stderr}`);
  return installed({ source: 'python', files: PYTHON_FILES, by: stdout }, environment, async (keeper) => {
    onProgress('installing the tools of PyPI');
    const folder = path.join(keeper.folder, 'made');
    await runKept(keeper, { file: 'python3', arguments: ['-m', 'venv', folder], environment });
    const requirements = path.join(TOOLS, 'python', 'requirements.txt');
    const options = ['--disable-pip-version-check', '--require-hashes', '--only-binary', ':all:'];
    await runKept(keeper, {
      environment,
      file: path.join(folder, 'bin', 'python'),
      arguments: ['-m', 'pip', 'install', ...options, '-r', requirements],
    });
    return folder;
  });
}

/** Scripts of a virtual environment name the folder that it was made in: a module does not. */
function pythonCommand(folder: string, { program }: PythonTool): Installed['command'] {
  if (typeof program === 'string') return [path.join(folder, 'bin', program)];
  return [path.join(folder, 'bin', 'python'), '-m', program.module];
}

async function buildGo(tool: GoTool, { environment: given, onProgress }: BuildOptions): Promise<string> {
  // What is kept for all clones has the path of none in it.
  const options = { environment: { ...given, GOFLAGS: '-trimpath' }, onProgress };
  const module = path.join(TOOLS, 'go', tool.program);
  const build = {
    programs: [{ name: tool.program, module, package: tool.package }],
    linkerFlags: '-s -w',
  };
  const key = await buildKey(build, options.environment);
  const folder = path.join(cacheFolder(options.environment), 'judges', `${tool.program}-${key}`);
  if (!existsSync(folder)) await buildInto(folder, build, options);
  return folder;
}

interface Pins {
  /** Their folder below `tools`. */
  readonly source: 'npm' | 'python';
  readonly files: readonly string[];
  /** The version of what installs them, where a folder works with one alone. */
  readonly by: string;
}

/** A folder of the cache, whose name changes with the pins and the platform. */
async function installed(
  { source, files, by }: Pins,
  environment: NodeJS.ProcessEnv,
  make: (keeper: Keeper) => Promise<string>,
): Promise<string> {
  const hash = createHash('sha256').update(`${by}${process.platform} ${process.arch}`);
  for (const name of files) hash.update(await readFile(path.join(TOOLS, source, name)));
  const key = hash.digest('hex').slice(0, 16);
  const folder = path.join(cacheFolder(environment), 'judges', `${source}-${key}`);
  if (!existsSync(folder)) await makeWhole(folder, make);
  return folder;
}
