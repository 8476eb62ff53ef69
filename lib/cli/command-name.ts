/**
 * How a person runs this command line, for help and for printed commands: in a clone the script of npm, elsewhere the file
 * that runs now. Never through npx: outside of a clone that would run whatever somebody registers under the name.
 */
import path from 'node:path';
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
  if (module.endsWith('.ts')) return IN_CLONE;
  const relative = path.relative(folder, program);
  const run = `node ${shellWord(relative.startsWith('..') ? program : relative)}`;
  return { run, quiet: run };
}

/** Of this process. */
export const COMMAND_NAME = commandName(import.meta.filename, process.argv[1] ?? '', process.cwd());

/** A printed command of the image updater, as the reasons have it, with the name under which it can be run here. */
export function asRunHere(command: string, { run }: CommandName = COMMAND_NAME): string {
  return command.startsWith(`${IN_CLONE.run} `) ? `${run}${command.slice(IN_CLONE.run.length)}` : command;
}
