/** Words of commands that are printed to be pasted into a shell. */

/** One word: in single quotes where a shell would do more with it than read it, such as the brackets of an IPv6 address. */
export function shellWord(word: string): string {
  return /^[\w./:@=+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
