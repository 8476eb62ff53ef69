/** npm and npx: scripts have to exist, and the command line of the image updater is really run, where it ends by itself. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { EXIT } from '../../../lib/cli/exit-code.ts';
import { isObject, parseJson, valueAt } from '../../../lib/core/text/json.ts';
import { ROOT } from '../../support/project-root.ts';
import { checkBeginning, readCommand, runsOn } from './image-updater.ts';
import type { State } from './state.ts';

interface Place {
  readonly folder: string;
  readonly stdin: string;
}

/** What it prints. Throws what npm would refuse. */
export function npm(words: readonly string[], state: State, place: Place): string {
  const root = packageRoot(place.folder);
  const [command = '', ...rest] = words;
  if (['ci', 'cit', 'install', 'test', 'start', 'pack'].includes(command)) return '';
  if (command !== 'run') throw new Error(`expected a command of npm, got ${command}`);
  const end = rest.indexOf('--');
  const script = rest.find((word) => word !== '--silent') ?? '';
  const scripts = valueAt(parseJson(readFileSync(path.join(root, 'package.json'), 'utf8')), ['scripts']);
  if (!isObject(scripts) || !(script in scripts))
    throw new Error(`expected a script of the package, got ${script}`);
  if (script === 'demo') return imageUpdater(['demo'], state, { ...place, folder: root });
  return script === 'image-updater'
    ? imageUpdater(rest.slice(end + 1), state, { ...place, folder: root })
    : '';
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
function imageUpdater(words: readonly string[], state: State, { folder, stdin }: Place): string {
  const command = readCommand(words);
  if (command === undefined) return '';
  if (runsOn(command)) {
    checkBeginning(command, process.env);
    return '';
  }
  const all = command.name === 'apply' ? [...words, '--yes'] : words;
  const ran = spawnSync(process.execPath, [path.join(ROOT, 'lib/cli/main.ts'), ...all], {
    cwd: folder,
    input: stdin,
    encoding: 'utf8',
  });
  state.record({ program: 'image-updater', words, code: ran.status ?? -1, stdin });
  process.stderr.write(ran.stderr);
  process.stdout.write(ran.stdout);
  // `clusters` has done its part where it says what a cluster lacks.
  if (ran.status !== EXIT.done && !(command.name === 'clusters' && ran.status === EXIT.failed))
    throw new Error(`expected the exit code 0, got ${ran.status}`);
  return '';
}
