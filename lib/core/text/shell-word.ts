/** Words of printed shell commands. */

/** The word, in single quotes if it contains a character that a shell interprets, such as the brackets of an IPv6 address. */
export function shellWord(word: string): string {
  return /^[\w./:@=+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
