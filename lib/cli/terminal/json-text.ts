/** JSON for programs that a person may look at too. */

// As `printable` has it, but for the line breaks between the lines of the JSON itself.
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * The value as JSON, with a line break at its end. What a terminal could act on is escaped as JSON has it, so that
 * nothing is lost for the program that reads it.
 */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(UNPRINTABLE, escaped)}\n`;
}

function escaped(char: string): string {
  return char
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
