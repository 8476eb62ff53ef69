/** A command as it is declared: its help, and what its action would get. It is not run. */
import assert from 'node:assert/strict';
import { Command } from 'commander';

/** What the action of a command gets for these words: arguments first, then the options. */
export async function parsedBy(
  add: (program: Command) => void,
  ...words: readonly string[]
): Promise<readonly unknown[]> {
  const { program, command } = declared(add);
  let given: readonly unknown[] = [];
  command.action((...all: readonly unknown[]) => {
    // The last is the command itself.
    given = all.slice(0, -1);
  });
  await program.parseAsync(words, { from: 'user' });
  return given;
}

/** What `--help` prints, on 80 columns. */
export async function helpOf(add: (program: Command) => void, ...words: readonly string[]): Promise<string> {
  const { program, command } = declared(add);
  let help = '';
  const output = { writeOut: (text: string) => void (help += text), getOutHelpWidth: () => 80 };
  command.configureOutput(output);
  await assert.rejects(program.parseAsync([...words, '--help'], { from: 'user' }), { exitCode: 0 });
  return help;
}

/** Asserts that help has examples and exit codes, and fits a terminal. */
export function assertComplete(help: string): void {
  assert.match(help, /Examples:\n {2}\S.*Exit codes:\n {2}0 /s);
  assert.deepEqual(
    help.split('\n').filter((line) => line.length > 80),
    [],
  );
}

/** The innermost command that was added: `config check` is one of `config`. */
function declared(add: (program: Command) => void) {
  const program = new Command().exitOverride();
  add(program);
  const silent = { writeErr: () => undefined };
  let command = program.configureOutput(silent);
  for (let [inner] = command.commands; inner !== undefined; [inner] = inner.commands) command = inner;
  return { program, command: command.configureOutput(silent) };
}
