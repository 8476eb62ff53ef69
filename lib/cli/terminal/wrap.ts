/** Breaking texts into lines of at most 80 columns. */

const COLUMNS = 80;

/** Breaks a text at its spaces; a word longer than a line stays whole. Lines after the first stand in by two more. */
export function wrap(text: string, margin: number): string {
  return wrapPhrases(text.split(' '), margin);
}

/** As {@link wrap}, of phrases that may hold spaces and are not broken. */
export function wrapPhrases(phrases: readonly string[], margin: number): string {
  const lines: string[] = [];
  let line = ' '.repeat(margin);
  for (const phrase of phrases) {
    const isEmpty = line.trim() === '';
    if (!isEmpty && line.length + 1 + phrase.length > COLUMNS) {
      lines.push(line);
      line = ' '.repeat(margin + 2) + phrase;
    } else {
      line += isEmpty ? phrase : ` ${phrase}`;
    }
  }
  return [...lines, line].join('\n');
}
