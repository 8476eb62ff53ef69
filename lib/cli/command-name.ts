/**
 * The command with which a person runs this command line, for help and for printed commands: in a clone the npm script,
 * elsewhere the file that runs now. Never npx: outside of a clone it would run whatever package has that name.
 */
import path from 'node:path';
import type { Environment } from '../core/environment.ts';
import { shellWord } from '../core/text/shell-word.ts';

export interface CommandName {
  /** The words before the name of the command. */
  readonly run: string;
  /** The same for output that another program reads: without `--silent`, npm prints a line of its own first. */
  readonly quiet: string;
}

const IN_CLONE: CommandName = {
  run: 'npm run image-updater --',
  quiet: 'npm run --silent image-updater --',
};

/** Derived from the file of this module (only in a clone it is TypeScript), the file that Node runs, and the working folder. */
export function commandName(module: string, program: string, folder: string): CommandName {
  if (isInClone(module)) return IN_CLONE;
  const relative = path.relative(folder, program);
  const run = `node ${shellWord(relative.startsWith('..') ? program : relative)}`;
  return { run, quiet: run };
}

function isInClone(module: string): boolean {
  return module.endsWith('.ts');
}

/** Of this process. */
export const COMMAND_NAME = commandName(import.meta.filename, process.argv[1] ?? '', process.cwd());

/** Rewrites commands of the image updater in a text, as reasons contain them, so that they can be run here. */
export function asRunHere(text: string, { run }: CommandName = COMMAND_NAME): string {
  return run === IN_CLONE.run ? text : text.replaceAll(`${IN_CLONE.run} `, () => `${run} `);
}

/** The folder of an installed package, relative to the working folder, for commands that name its files. Undefined in a clone. */
export function packageFolder(module: string, folder: string): string | undefined {
  const end = module.lastIndexOf(`${path.sep}dist${path.sep}`);
  return isInClone(module) || end < 0 ? undefined : path.relative(folder, module.slice(0, end)) || '.';
}

/**
 * The folder to which file names are relative, if it is not the working folder: npm runs the script of a clone in its root,
 * and INIT_CWD is the folder in which the user typed the command.
 */
export function startFolder(
  module: string,
  { npm_lifecycle_event: script, INIT_CWD: folder }: Environment,
): string | undefined {
  return isInClone(module) && script === 'image-updater' ? folder : undefined;
}
