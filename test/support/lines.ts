/** The lines of a text. */
export function lines(text: string): string[] {
  return text.split('\n');
}
