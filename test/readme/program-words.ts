/** The words of a command that stands in a line of text: whether its program takes them. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import type { Environment } from '../../lib/core/environment.ts';
import { GCLOUD_SURFACE, parseGcloud } from '../support/gcloud-command.ts';
import { ROOT } from '../support/project-root.ts';
import { checkBeginning, readCommand, type ReadCommand } from './fakes/image-updater.ts';
import { npx } from './fakes/npm.ts';

const SCRIPTS: ReadonlySet<string> = new Set(Object.keys(packageJson.scripts));

/** Words without the quotes of a shell, and without what stands for more. */
export function wordsOf(text: string): readonly string[] {
  return text
    .replaceAll('"', '')
    .split(' ')
    .filter((word) => !/^(?:…|\.\.\.|[A-Z_]+=\S*)$/.test(word));
}

/**
 * Throws where gcloud, npm, npx or the image updater would not take it; a command of gcloud alone is only named, and other
 * programs are let pass.
 */
export function checkWords([program = '', ...words]: readonly string[]): void {
  CHECKS[program]?.(words);
  if (program.includes('/') && !existsSync(path.join(ROOT, program)))
    throw new Error(`expected a file of the project, got ${program}`);
}

const CHECKS: Readonly<Record<string, (words: readonly string[]) => void>> = {
  gcloud: (words) => void (GCLOUD_SURFACE.has(words.join(' ')) || parseGcloud(words)),
  npm: (words) => void readScript(words),
  npx: (words) => npx(words, ROOT),
};

/** Reads the words of `npm run`: its script, and those of the image updater where it is that. */
function readScript([command, ...words]: readonly string[]): ReadCommand | undefined {
  const script = words.find((word) => !word.startsWith('-'));
  if (command !== 'run' || script === undefined) return undefined;
  if (!SCRIPTS.has(script)) throw new Error(`expected a script, got ${script}`);
  const end = words.indexOf('--');
  return script === 'image-updater' && end >= 0 ? readCommand(words.slice(end + 1)) : undefined;
}

/** The same for a command that whoever reads it can run as it stands, with this environment. */
export function checkRunnable(all: readonly string[], environment: Environment): void {
  checkWords(all);
  const [program, ...words] = all;
  if (program === 'gcloud') parseGcloud(words);
  const command = program === 'npm' ? readScript(words) : undefined;
  if (command !== undefined) checkBeginning(command, environment);
}
