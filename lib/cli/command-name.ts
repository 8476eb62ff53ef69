/**
 * How a person runs this command line, for help and for printed commands: in a clone the script of npm, elsewhere the file
 * that runs now. Never through npx: outside of a clone that would run whatever somebody registers under the name.
 */
import path from 'node:path';
import type { Environment } from '../core/environment.ts';
import { shellWord } from '../core/text/shell-word.ts';

export interface CommandName {
  /** The words before the name of a command. */
  readonly run: string;
  /** The same where another program reads the output: npm prints a line of its own before it. */
  readonly quiet: string;
}

const IN_CLONE: CommandName = {
  run: 'npm run image-updater --',
  quiet: 'npm run --silent image-updater --',
};

/** By the file of this module, which is TypeScript in a clone alone, the file that Node runs, and the working folder. */
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

/** A text with commands of the image updater, as the reasons have them, with the name under which it can be run here. */
export function asRunHere(text: string, { run }: CommandName = COMMAND_NAME): string {
  return run === IN_CLONE.run ? text : text.replaceAll(`${IN_CLONE.run} `, () => `${run} `);
}

/** Where an installed package is, from the working folder: commands name files of it. Undefined in a clone. */
export function packageFolder(module: string, folder: string): string | undefined {
  const end = module.lastIndexOf(`${path.sep}dist${path.sep}`);
  return isInClone(module) || end < 0 ? undefined : path.relative(folder, module.slice(0, end)) || '.';
}

/**
 * The folder to which names of files are relative, where that is not the working folder: npm runs the script of a clone in
 * its root, and says where it was asked to.
 */
export function startFolder(
  module: string,
  { npm_lifecycle_event: script, INIT_CWD: folder }: Environment,
): string | undefined {
  return isInClone(module) && script === 'image-updater' ? folder : undefined;
}
