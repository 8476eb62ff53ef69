/** JSON for programs that is also safe to print on a terminal. */
import { asRunHere, COMMAND_NAME, type CommandName } from '../command-name.ts';

// Like `printable`, except for the line breaks between the lines of the JSON text.
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * The value as JSON, with a line break at its end. Control characters are escaped in JSON's own form, so a program reads the
 * same value. Commands of the image updater are rewritten so that they can be run here.
 */
export function jsonText(value: unknown, here: CommandName = COMMAND_NAME): string {
  const named = (part: unknown): unknown => (typeof part === 'string' ? asRunHere(part, here) : part);
  const renamed = (key: string, part: unknown): unknown => {
    if (!COMMANDS.has(key)) return part;
    return Array.isArray(part) ? part.map(named) : named(part);
  };
  return `${JSON.stringify(value, renamed, 2).replace(UNPRINTABLE, escaped)}\n`;
}

const COMMANDS: ReadonlySet<string> = new Set(['command', 'commands', 'remedy']);

function escaped(char: string): string {
  return char
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
