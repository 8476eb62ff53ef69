#!/usr/bin/env node
/** `image-updater`: the command line. */
import { CommanderError } from 'commander';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { startFolder } from './command-name.ts';
import { errorText } from './error-text.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { endWhenUnread, exitNow } from './lifecycle.ts';
import { openProgram } from './program.ts';

endWhenUnread();
const folder = startFolder(import.meta.filename, process.env);
if (folder !== undefined) process.chdir(folder);

try {
  await openProgram().parseAsync();
} catch (thrown) {
  process.exitCode = exitCodeFor(thrown);
}

// Questions that were sent already may hold the process up for half a minute, and nobody waits for their answers.
if (process.exitCode === EXIT.interrupted) exitNow();

function exitCodeFor(thrown: unknown): ExitCode {
  // Commander has said what is wrong, and what there is.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.misuse;
  if (!(thrown instanceof UpdaterError)) throw thrown;
  process.stderr.write(errorText(thrown));
  return thrown.reason === 'InvalidConfig' ? EXIT.misuse : EXIT.failed;
}
