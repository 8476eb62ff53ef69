/**
 * The command with which a person runs this command line, for help and for printed commands: in a clone the npm script,
 * elsewhere the file that runs now. Never npx: outside of a clone it would run whatever package has that name.
 */
import path from 'node:path';

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
  if (module.endsWith('.ts')) return IN_CLONE;
  const relative = path.relative(folder, program);
  const run = `node ${quoted(relative.startsWith('..') ? program : relative)}`;
  return { run, quiet: run };
}

/** Of this process. */
export const COMMAND_NAME = commandName(import.meta.filename, process.argv[1] ?? '', process.cwd());

/** Rewrites a command of the image updater, as reasons contain it, so that it can be run here. */
export function asRunHere(command: string, { run }: CommandName = COMMAND_NAME): string {
  return command.startsWith(`${IN_CLONE.run} `) ? `${run}${command.slice(IN_CLONE.run.length)}` : command;
}

/** A shell word, quoted if necessary. */
function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
