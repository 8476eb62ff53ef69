/** npm and npx: scripts have to exist, and the command line of the image updater runs in this process, where it ends by itself. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { isObject, parseJson, valueAt } from '../../../lib/core/text/json.ts';
import { ROOT } from '../../support/project-root.ts';
import { checkBeginning, readCommand, runsOn } from './image-updater.ts';
import type { State } from './state.ts';

const MAIN = path.join(ROOT, 'lib/cli/main.ts');

/** Throws what npm would refuse. */
export async function npm(words: readonly string[], state: State, folder: string): Promise<void> {
  const root = packageRoot(folder);
  const [command = '', ...rest] = words;
  if (['ci', 'cit', 'install', 'test', 'start', 'pack'].includes(command)) return;
  if (command !== 'run') throw new Error(`expected a command of npm, got ${command}`);
  const script = rest.find((word) => word !== '--silent') ?? '';
  const scripts = valueAt(parseJson(readFileSync(path.join(root, 'package.json'), 'utf8')), ['scripts']);
  if (!isObject(scripts) || !(script in scripts))
    throw new Error(`expected a script of the package, got ${script}`);
  // As npm does: the script runs in the root, and learns where it was asked for.
  process.chdir(root);
  Object.assign(process.env, { INIT_CWD: folder, npm_lifecycle_event: script });
  if (script === 'demo') await imageUpdater(['demo'], state);
  if (script === 'image-updater') await imageUpdater(rest.slice(rest.indexOf('--') + 1), state);
}

/** npx runs what the project installs: mocha alone, on files and titles that there are. */
export function npx(words: readonly string[], folder: string): void {
  const [program = '', ...rest] = words;
  if (program !== 'mocha') throw new Error(`expected npx mocha, got npx ${program}`);
  const files = rest.filter((word, index) => !word.startsWith('--') && rest[index - 1] !== '--grep');
  const texts = files.map((file) => readFileSync(path.join(packageRoot(folder), file), 'utf8'));
  const grep = rest[rest.indexOf('--grep') + 1 || rest.length];
  if (grep !== undefined && !texts.some((text) => text.includes(grep)))
    throw new Error(`expected a test with ${grep} in its title, got none in ${files.join(', ')}`);
}

function packageRoot(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('expected a package.json here or above, got none');
  return packageRoot(parent);
}

/** The command line: really run, with a yes to its question; where it would run on, it is only begun. */
async function imageUpdater(words: readonly string[], state: State): Promise<void> {
  const command = readCommand(words);
  if (command === undefined) return;
  if (runsOn(command)) {
    checkBeginning(command, process.env);
    return;
  }
  process.argv = [process.execPath, MAIN, ...words, ...(command.name === 'apply' ? ['--yes'] : [])];
  process.once('exit', (code) => {
    state.record({ program: 'image-updater', words, code });
    // `clusters` has done its part where it says what a cluster lacks.
    if (command.name === 'clusters' && code === EXIT.failed) process.exitCode = EXIT.done;
    else if (code !== EXIT.done) process.stderr.write(`expected the exit code 0, got ${code}\n`);
  });
  await import('../../../lib/cli/main.ts');
}
