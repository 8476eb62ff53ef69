/** JSON for programs that is also safe to print on a terminal. */

// Like `printable`, except for the line breaks between the lines of the JSON text.
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * The value as JSON, with a line break at its end. Control characters are escaped in JSON's own form, so a program reads
 * the same value.
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
