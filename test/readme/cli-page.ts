/** `lib/cli/README.md`: every command, generated from the declarations and the help of the command line. */
import type { Command } from 'commander';
import { readHelp, type CommandHelp } from '../../lib/cli/command-help.ts';
import { COMMAND_NAME } from '../../lib/cli/command-name.ts';
import { openProgram } from '../../lib/cli/program.ts';
import { REASONS } from '../../lib/core/errors/reason.ts';

/** A command that can be run, with its full name: `config check`. */
interface NamedCommand {
  readonly name: string;
  readonly command: Command;
  readonly help: CommandHelp;
}

/** The page in Markdown: an introduction, then a section for each command in the order of `--help`. */
export function commandsPage(): string {
  const program = openProgram();
  const commands = listCommands(program);
  const help = readHelp(program);
  if (help === undefined) throw new Error('the program has no help');
  return [
    '# The command line',
    '',
    ...examples(help),
    `${program.description()} \`${COMMAND_NAME.run} COMMAND --help\` prints the help of a command. This page is generated from it: \`npm run generate\`.`,
    '',
    ...paragraphs(help.details),
    ...tableOf(
      ['command', 'what it does'],
      commands.map(({ name, command }) => [
        `[\`${name}\`](#${anchor(name)})`,
        sentence(command.description()),
      ]),
    ),
    ...sections('', help),
    ...commands.flatMap(commandSection),
  ].join('\n');
}

/** Those that can be run: a command that only groups others is left out. */
export function listCommands(program: Command): readonly NamedCommand[] {
  return program.commands.flatMap((command) => {
    const inner = command.commands.length > 0 ? command.commands : [command];
    return inner.flatMap((each) => {
      const help = readHelp(each);
      const name = each === command ? each.name() : `${command.name()} ${each.name()}`;
      return help === undefined ? [] : [{ name, command: each, help }];
    });
  });
}

function commandSection({ name, command, help }: NamedCommand): readonly string[] {
  return [
    `## ${name}`,
    '',
    ...examples(help),
    sentence(command.description()),
    '',
    ...paragraphs(help.details),
    `### ${name}: options`,
    '',
    ...tableOf(['option', 'what it does'], optionRows(command)),
    ...(help.json === undefined ? [] : [`### ${name}: JSON output`, '', sentence(marked(help.json)), '']),
    ...sections(`${name}: `, help),
  ];
}

function examples({ examples: lines }: CommandHelp): readonly string[] {
  return ['```sh', lines(COMMAND_NAME), '```', ''];
}

function paragraphs(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => [marked(text), '']);
}

/** Exit codes and troubleshooting; their headings begin with `prefix`, so that each can be linked. */
function sections(prefix: string, { exitCodes, troubleshooting }: CommandHelp): readonly string[] {
  const heading = (text: string): string =>
    `${prefix === '' ? '##' : '###'} ${capitalizedIf(prefix === '', prefix + text)}`;
  return [
    heading('exit codes'),
    '',
    ...tableOf(
      ['code', 'meaning'],
      exitCodes.map(([code, meaning]) => [String(code), sentence(marked(meaning))]),
    ),
    heading('troubleshooting'),
    '',
    ...tableOf(
      ['what you see', 'what to do'],
      troubleshooting.map(({ symptom, remedy }) => [symptomCell(symptom), sentence(marked(remedy))]),
    ),
  ];
}

function optionRows(command: Command): readonly (readonly string[])[] {
  const help = command.createHelp();
  return [
    ...help
      .visibleArguments(command)
      .map((each) => [`\`${help.argumentTerm(each)}\``, sentence(marked(help.argumentDescription(each)))]),
    ...help
      .visibleOptions(command)
      .filter(({ long }) => long !== '--help')
      .map((each) => [`\`${help.optionTerm(each)}\``, sentence(marked(help.optionDescription(each)))]),
  ];
}

function symptomCell(symptom: string): string {
  return symptom in REASONS ? reasonLink(symptom) : marked(symptom);
}

const CODE = /(`[^`]*`)/;

/** The text with options and variables as code, and with links to files and reasons. */
function marked(text: string): string {
  return text
    .split(CODE)
    .map((part) => (CODE.test(part) ? part : markedWords(part)))
    .join('');
}

function markedWords(text: string): string {
  return text
    .replaceAll(/\b(?:lib|infra)\/[\w./-]+\.(?:json|yaml)\b/g, (file) => `[${file}](../../${file})`)
    .replaceAll(/--[a-z][a-z-]*|\b[A-Z]+(?:_[A-Z]+)+\b/g, '`$&`')
    .replaceAll(/\b(?:[A-Z][a-z]+){2,}\b|(?<=\()\w+(?=\))/g, (word) =>
      word in REASONS ? reasonLink(word) : word,
    );
}

function reasonLink(code: string): string {
  return `[${code}](../core/errors/README.md#${anchor(code)})`;
}

/** The anchor that a code host gives to a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(' ', '-')
    .replaceAll(/[^\w-]/g, '');
}

function sentence(text: string): string {
  const ended = /[.…]$/.test(text) ? text : `${text}.`;
  return capitalizedIf(true, ended);
}

function capitalizedIf(is: boolean, text: string): string {
  return is ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}
