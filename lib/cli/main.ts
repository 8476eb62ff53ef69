#!/usr/bin/env node
/** `image-updater`: the command line. */
import { CommanderError } from 'commander';
import { UpdaterError } from '../core/errors/updater-error.ts';
import { errorText } from './error-text.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { endWhenUnread, enterStartFolder, exitNow } from './lifecycle.ts';
import { openProgram } from './program.ts';

endWhenUnread();
enterStartFolder(import.meta.filename);

try {
  await openProgram().parseAsync();
} catch (thrown) {
  process.exitCode = exitCodeFor(thrown);
}

// Requests in flight can keep the process alive for half a minute, and their responses are not needed any more.
if (process.exitCode === EXIT.interrupted) exitNow();

function exitCodeFor(thrown: unknown): ExitCode {
  // Commander has printed the error already.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.misuse;
  if (!(thrown instanceof UpdaterError)) throw thrown;
  process.stderr.write(errorText(thrown));
  return thrown.reason === 'InvalidConfig' ? EXIT.misuse : EXIT.failed;
}
