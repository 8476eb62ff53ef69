/**
 * The help of a command as data. `--help` prints it below the arguments and options, and `lib/cli/README.md` is generated
 * from it (`npm run generate`).
 */
import type { Command } from 'commander';
import { COMMAND_NAME, type CommandName } from './command-name.ts';
import type { ExitCode } from './exit-code.ts';
import { wrap } from './terminal/wrap.ts';

/** Texts are plain sentences; code in them is between backticks. */
export interface CommandHelp {
  /** What the command does, one subject a paragraph. */
  readonly details: readonly string[];
  /** Lines for a shell, within 78 columns; a blank line is not allowed in them. */
  readonly examples: (name: CommandName) => string;
  /** What `--json` prints, if the command has it. */
  readonly json?: string;
  /** Each exit code of the command, in ascending order. */
  readonly exitCodes: readonly (readonly [ExitCode, string])[];
  readonly troubleshooting: readonly Trouble[];
}

interface Trouble {
  /** What the user sees: a reason, or the beginning of a message. */
  readonly symptom: string;
  readonly remedy: string;
}

const HELP_BY_COMMAND = new WeakMap<Command, CommandHelp>();

/** Adds the help to a command. {@link readHelp} returns it. */
export function addHelp(command: Command, help: CommandHelp): Command {
  HELP_BY_COMMAND.set(command, help);
  return command.addHelpText('after', helpText(help, COMMAND_NAME));
}

/** The help that {@link addHelp} added; undefined for a command that only groups others. */
export function readHelp(command: Command): CommandHelp | undefined {
  return HELP_BY_COMMAND.get(command);
}

const CODE_WIDTH = 3;

/** The help as `--help` prints it after the options, within 80 columns. */
export function helpText(help: CommandHelp, name: CommandName): string {
  const { details, examples, json, exitCodes, troubleshooting } = help;
  return [
    ...details.flatMap((paragraph) => ['', wrap(paragraph, 0, 0)]),
    ...section('Examples', indented(examples(name))),
    ...section('JSON output', json === undefined ? [] : [wrap(json, 2, 0)]),
    ...section(
      'Exit codes',
      exitCodes.map(([code, meaning]) =>
        wrap(`${String(code).padEnd(CODE_WIDTH)} ${meaning}`, 2, CODE_WIDTH + 1),
      ),
    ),
    ...section(
      'Troubleshooting',
      troubleshooting.map(({ symptom, remedy }) => wrap(`${symptom}: ${remedy}`, 2)),
    ),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines];
}

function indented(lines: string): readonly string[] {
  return lines.split('\n').map((line) => `  ${line}`);
}
