/** The command line in this process, as far as commander answers itself: help, and wrong use. */
import assert from 'node:assert/strict';
import { CommanderError, type Command } from 'commander';
import { EXIT, type ExitCode } from '../../lib/cli/exit-code.ts';
import { openProgram } from '../../lib/cli/program.ts';

export interface Parsed {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** What these words come to, as a process without a terminal has it. Fails where they run a command. */
export async function parseWords(...words: readonly string[]): Promise<Parsed> {
  let [stdout, stderr] = ['', ''];
  const program = openProgram();
  const listen = (command: Command): void => {
    command.configureOutput({
      writeOut: (text) => void (stdout += text),
      writeErr: (text) => void (stderr += text),
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
    if (command.commands.length === 0) command.action(() => assert.fail(`these words run ${command.name()}`));
    command.commands.forEach(listen);
  };
  program.commands.forEach(listen);
  program.configureOutput({
    writeOut: (text) => void (stdout += text),
    writeErr: (text) => void (stderr += text),
  });
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (thrown) {
    assert.ok(thrown instanceof CommanderError, String(thrown));
    return { code: thrown.exitCode === 0 ? EXIT.done : EXIT.misuse, stdout, stderr };
  }
  return assert.fail(`${words.join(' ')} ended`);
}
