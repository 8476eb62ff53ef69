/** Inputs and outputs of the Terraform module as tables: read from its files, which `terraform fmt` keeps in one shape. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const MODULE = path.resolve(import.meta.dirname, '../../infra');
export const MODULE_README = path.join(MODULE, 'README.md');

/** A `variable` or an `output`. */
export interface Block {
  readonly name: string;
  readonly description: string;
  /** What stands between its braces. */
  readonly body: string;
}

/** Both tables, by the names of their sections. */
export function moduleSections(): Readonly<Record<'inputs' | 'outputs', string>> {
  const inputs = blocksOf('variable', 'variables.tf').flatMap(inputRows);
  const outputs = blocksOf('output', 'outputs.tf').map(({ name, description }) => [
    `\`${name}\``,
    description,
  ]);
  return {
    inputs: tableOf(['input', 'default', 'what it is'], inputs),
    outputs: tableOf(['output', 'what it is'], outputs),
  };
}

/** All blocks of this type in a file of the module. */
export function blocksOf(type: 'variable' | 'output', file: string): readonly Block[] {
  const text = readFileSync(path.join(MODULE, file), 'utf8');
  const blocks = text.matchAll(new RegExp(`^${type} "(\\w+)" \\{\\n([\\s\\S]*?)^\\}`, 'gm'));
  return [...blocks].map(([, name = '', body = '']) => {
    const [, description = ''] = /^ {2}description = "((?:[^"\\]|\\.)*)"$/m.exec(body) ?? [];
    return { name, description: description.replaceAll('\\"', '"'), body };
  });
}

/** A key of an input that is an object, as a line of its type has it. */
export interface Key {
  readonly name: string;
  /** Undefined where it has to be given. */
  readonly standard: string | undefined;
  readonly sentence: string;
}

/** The keys of an input; none where it is no object. */
export function keysOf({ body }: Block): readonly Key[] {
  const type = body.replace(/^ {2}validation[\s\S]*/m, '');
  const lines = type.matchAll(/^ {4}(\w+)\s+= (\S.*?)(?:\s+# (.*))?$/gm);
  return [...lines].map(([, name = '', given = '', sentence = '']) => ({
    name,
    standard: given.startsWith('optional(')
      ? (/^optional\(.+?, (.+)\)$/.exec(given)?.[1] ?? 'null')
      : undefined,
    sentence,
  }));
}

/** A row for the input, and one for each of its keys. */
function inputRows(block: Block): readonly (readonly string[])[] {
  const [, standard] = /^ {2}default\s+= (.*)$/m.exec(block.body) ?? [];
  const keys = keysOf(block);
  return [
    [`\`${block.name}\``, standardText(standard), block.description],
    ...keys.map((key) => [`\`${block.name}.${key.name}\``, standardText(key.standard), key.sentence]),
  ];
}

function standardText(standard: string | undefined): string {
  return standard === undefined ? 'required' : `\`${standard}\``;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}
