import assert from 'node:assert/strict';
import { Command } from 'commander';
import { addHelp, helpText, readHelp, type CommandHelp } from '../../lib/cli/command-help.ts';
import { EXIT } from '../../lib/cli/exit-code.ts';
import { openProgram } from '../../lib/cli/program.ts';
import { REASONS } from '../../lib/core/errors/reason.ts';
import { lines } from '../support/lines.ts';

const HELP: CommandHelp = {
  details: ['First.', 'Second.'],
  examples: ({ run, quiet }) => `${run} a \\\n  b\n${quiet} c`,
  json: 'a document.',
  exitCodes: [
    [EXIT.done, 'done'],
    [EXIT.interrupted, 'long '.repeat(20).trim()],
  ],
  troubleshooting: [{ symptom: 'Held', remedy: 'release it.' }],
};
const NAME = { run: 'run', quiet: 'quiet' };

/** Every command of the program, with the program itself. */
const COMMANDS = [openProgram()].flatMap((program) => [
  program,
  ...program.commands.flatMap((command) => (command.commands.length > 0 ? command.commands : [command])),
]);

describe('the help of a command', () => {
  it('has its sections in one order, each under a title', () =>
    assert.deepEqual(lines(helpText(HELP, NAME)), [
      '',
      'First.',
      '',
      'Second.',
      '',
      'Examples:',
      '  run a \\',
      '    b',
      '  quiet c',
      '',
      'JSON output:',
      '  a document.',
      '',
      'Exit codes:',
      '  0   done',
      `  130 ${'long '.repeat(14)}long`,
      `      ${'long '.repeat(4)}long`,
      '',
      'Troubleshooting:',
      '  Held: release it.',
    ]));

  it('has no section without content', () => {
    const { json: _json, ...rest } = HELP;
    const text = helpText({ ...rest, troubleshooting: [] }, NAME);
    assert.ok(!text.includes('JSON output:') && !text.includes('Troubleshooting:'));
  });

  it('is printed by --help, and can be read again', () => {
    const command = new Command('c');
    assert.equal(readHelp(command), undefined);
    addHelp(command, HELP);
    let printed = '';
    command.configureOutput({ writeOut: (text) => void (printed += text) }).outputHelp();
    assert.match(printed, /\nExit codes:\n {2}0 {3}done\n/);
    assert.equal(readHelp(command), HELP);
  });
});

describe('every command', () => {
  for (const command of COMMANDS) {
    const help = readHelp(command);

    it(`${command.name()} has details, examples and troubleshooting`, () => {
      assert.ok(help !== undefined && help.details.length > 0 && help.troubleshooting.length > 0);
      assert.ok(help.examples(NAME).includes('run '));
    });

    it(`${command.name()} has exit codes in ascending order, from 0 on, each once`, () => {
      const codes = help?.exitCodes.map(([code]) => code) ?? [];
      assert.equal(codes[0], EXIT.done);
      assert.deepEqual(
        codes,
        [...new Set(codes)].toSorted((a, b) => a - b),
      );
    });

    it(`${command.name()} describes JSON output exactly if it has --json`, () =>
      assert.equal(
        help?.json !== undefined,
        command.options.some(({ long }) => long === '--json'),
      ));

    it(`${command.name()} names reasons of the list in its troubleshooting`, () => {
      const codes = help?.troubleshooting.flatMap(
        ({ symptom }) => symptom.match(/\b(?:[A-Z][a-z]+){2,}\b/g) ?? [],
      );
      assert.deepEqual(
        codes?.filter((code) => !(code in REASONS)),
        [],
      );
    });
  }
});
