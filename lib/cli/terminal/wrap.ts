/** Wraps texts at 80 columns. */

const COLUMNS = 80;

/**
 * Breaks a text at its spaces; a word longer than a line stays whole. Lines after the first are indented by `hanging` more
 * spaces.
 */
export function wrap(text: string, margin: number, hanging = 2): string {
  return wrapPhrases(text.split(' '), margin, hanging);
}

/** Like {@link wrap}, for phrases that may contain spaces and are not broken. */
export function wrapPhrases(phrases: readonly string[], margin: number, hanging = 2): string {
  const lines: string[] = [];
  let line = ' '.repeat(margin);
  for (const phrase of phrases) {
    const isEmpty = line.trim() === '';
    if (!isEmpty && line.length + 1 + phrase.length > COLUMNS) {
      lines.push(line);
      line = ' '.repeat(margin + hanging) + phrase;
    } else {
      line += isEmpty ? phrase : ` ${phrase}`;
    }
  }
  return [...lines, line].join('\n');
}
